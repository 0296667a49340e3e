"""The few drawings on buttons; the button beside each says in words what it does."""

PENCIL = (
    '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 13.5 3 11l7.5-7.5 2 2L5 13z"/></svg>'
)
CROSS = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8"/></svg>'
BIN = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 4.5h10m-6.5 0v-2h3v2m-5 0 .5 9h6l.5-9"/></svg>'
