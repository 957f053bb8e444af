"""The site: settings, addresses, and the door for web servers."""

__version__ = "0.1.0"
