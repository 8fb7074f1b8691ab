"""Which product of a catalogue a group is, or what it may be called."""
