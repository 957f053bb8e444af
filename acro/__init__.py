"""The site: settings, root URLs, and the WSGI application."""

__version__ = "0.1.0"
