"""The order form, for the catalogue's page and for the desk, which shows it again with what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from press.model.orders import LONGEST_NUMBER, ORDER_FIELDS, OTHER_FORMATS, OrderField
from press.model.sources.language import CatalogueWords, Language

ORDER_LINES = 6
"""Number of lines on the empty order form."""
SPARE_LINES = 2
_ITEM = re.compile("item-([1-9][0-9]{0,2})-.*")


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """A choice in a list of the order form: the value sent, the text shown and its language."""

    value: str
    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class OrderInput:
    """A field of the order form, as the template shows it.

    kind: `text`, `email`, `tel`, `number`, `note` or `choice`; requirement: follows the label in brackets; needed:
    whether a browser asks for it too; hint: id of the element that explains the field.
    """

    name: str
    label: str
    kind: str
    requirement: str = ""
    needed: bool = False
    value: str = ""
    error: str = ""
    hint: str = ""
    autocomplete: str = ""
    longest: int = 0
    choices: tuple[OrderChoice, ...] = ()

    @property
    def described_by(self) -> str:
        """Ids of the elements that explain the field."""
        return " ".join(filter(None, (f"{self.name}-error" if self.error else "", self.hint)))


@dataclass(frozen=True, slots=True)
class OrderFormChoices:
    """What can be chosen in the order form: numbers with their titles, languages, and variants on paper."""

    numbers: Sequence[OrderChoice]
    languages: Sequence[OrderChoice]
    variants: Sequence[OrderChoice]
    most_copies: int


@dataclass(frozen=True, slots=True)
class OrderForm:
    """The order form in one language, with what was typed and what is wrong with it.

    values and errors: by the name of the field.
    """

    lang: str
    language: Language
    words: CatalogueWords
    choices: OrderFormChoices
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def hint(self) -> str:
        """How a publication number looks, with one as an example."""
        example = self.choices.numbers[0].value if self.choices.numbers else ""
        return self.words.order.number_hint.format(example=example)

    @property
    def quantity_hint(self) -> str:
        """How many copies can be ordered."""
        return self.words.order.quantity_hint.format(most=self.choices.most_copies)

    @property
    def lines(self) -> list[tuple[int, list[OrderInput]]]:
        """The fields of each line, with its number; in a form that comes back, two more than were filled in."""
        found = (_ITEM.fullmatch(name) for name, value in self.values.items() if value)
        used = {int(one[1]) for one in found if one}
        last = max(used, default=0)
        numbers = used | {1, *range(last + 1, last + 1 + (SPARE_LINES if used else ORDER_LINES))}
        return [(n, list(self._list_line_inputs(n))) for n in sorted(numbers)]

    @property
    def person(self) -> list[OrderInput]:
        """The fields of the recipient, and the request for another format before the note."""
        inputs = [self._make_input(one) for one in ORDER_FIELDS.values()]
        return [*inputs[:-1], self._make_other_format(), inputs[-1]]

    @property
    def problems(self) -> list[tuple[OrderInput, str]]:
        """The fields with a mistake, each with the heading of its line."""
        rows = [(one, f"{self.words.order.line.format(n=n)}, ") for n, inputs in self.lines for one in inputs]
        rows += [(one, "") for one in self.person]
        return [(one, heading) for one, heading in rows if one.error]

    def _list_line_inputs(self, n: int) -> Iterator[OrderInput]:
        words, first = self.words, n == 1
        requirement = words.order.required if first else ""
        fields = (
            ("number", words.number, "text", "number-hint", ()),
            ("language", words.language, "choice", "", self.choices.languages),
            ("variant", words.form, "choice", "", self.choices.variants),
            ("quantity", words.order.quantity, "number", "quantity-hint", ()),
        )
        for part, label, kind, hint, choices in fields:
            name = f"item-{n}-{part}"
            yield OrderInput(
                name, label, kind, requirement, first, self.values.get(name, ""), self.errors.get(name, ""), hint,
                longest=LONGEST_NUMBER if kind == "text" else 0, choices=tuple(choices),
            )  # fmt: skip

    def _make_input(self, one: OrderField) -> OrderInput:
        words = self.words.order
        requirements = {
            "always": words.required,
            "either": words.required_either or words.required,
            "post": words.required_post or words.required,
            "no": "",
        }
        labels = {"email": self.language.words.email, "phone": self.language.words.phone}
        name = one.form_name
        return OrderInput(
            name, labels.get(name) or str(getattr(words, one.name)), one.kind, requirements[one.required],
            one.required == "always", self.values.get(name, ""), self.errors.get(name, ""),
            autocomplete=one.autocomplete, longest=one.longest,
        )  # fmt: skip

    def _make_other_format(self) -> OrderInput:
        words, name = self.words.order, "other-format"
        names = {"": words.no_other_format} | {one: str(getattr(words, one.replace("-", "_"))) for one in OTHER_FORMATS}
        choices = tuple(OrderChoice(value, text, self.lang) for value, text in names.items())
        return OrderInput(name, words.other_format, "choice", value=self.values.get(name, ""),
                          error=self.errors.get(name, ""), choices=choices)  # fmt: skip
