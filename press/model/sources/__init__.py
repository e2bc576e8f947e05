"""What staff write in YAML, as frozen pydantic models.

The field descriptions become the JSON Schemas that editors complete from (`pipeline.py schema`).
"""
