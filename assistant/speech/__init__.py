"""Speech to text, text to speech, and what lies between a reply and a voice."""
