"""The hotline's wording, as data: `zh.yaml`, and the code that reads it."""
