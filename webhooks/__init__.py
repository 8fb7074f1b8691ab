"""HTTP in: Telegram, WhatsApp, web chat, media, health."""
