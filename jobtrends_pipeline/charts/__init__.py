"""Reader of chart images: bytes to monthly figures with bounds.

Pure: no files of the user, no network, no clock.

An image is read, or its layout is not declared, or it is refused with a reason; nothing is guessed.
"""
