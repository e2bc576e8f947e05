"""The machine: clock, cache, resources, installed versions, outside programs."""
