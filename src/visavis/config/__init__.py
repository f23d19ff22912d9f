"""The one place where the parts are put together: settings, addresses, and who reacts to what."""
