"""Pictures for the chat: a photo with numbered packs, gaps and tags drawn on."""
