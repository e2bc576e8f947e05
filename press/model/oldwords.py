"""What a language file says for `import`: the words by which it knows the parts of an old publication."""

from __future__ import annotations

from pydantic import Field

from press.model.fields import Noun, Text


class OldWords(Noun):
    """Words by which `import` knows the standing parts of an old publication; upper or lower case is the same."""

    available_in: list[Text] = Field(
        default_factory=list, description="How the line begins that lists languages, e.g. `Publication available in`."
    )
    more_information: list[Text] = Field(
        default_factory=list, description="How the line above the addresses begins, e.g. `For more information`."
    )
    acknowledges: list[Text] = Field(
        default_factory=list, description="Words of a review credit before the name, e.g. `gratefully acknowledges`."
    )
    issued: list[Text] = Field(default_factory=list, description="Words before a date of issue, e.g. `Published`.")
    revised: list[Text] = Field(default_factory=list, description="Words before a date of revision, e.g. `Updated`.")
