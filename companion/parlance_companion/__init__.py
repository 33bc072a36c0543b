"""The local-model companion: an OpenAI-compatible server over loopback, owned by the Parlance server that starts it."""
