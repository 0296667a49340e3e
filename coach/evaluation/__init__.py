"""Measures the coach on written examples; nothing here is used to answer a question."""
