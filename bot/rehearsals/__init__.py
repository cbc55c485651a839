"""Days lived beforehand, or once more, in a process of their own; nothing is sent.

Whoever asks gets two transcripts: by the set-up that is live, and by the one being edited.
"""
