"""How the bot does, for machines: /healthz, /readyz, /metrics, and what `zhiban status` asks."""
