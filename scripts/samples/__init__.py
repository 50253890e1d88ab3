"""The sample workbooks: what they hold, how they are written, what they must come to."""
