"""The web page: what a browser keeps, how it shows, and the server between it and a ``Coach``."""
