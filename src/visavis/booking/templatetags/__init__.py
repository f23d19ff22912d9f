"""What templates of booking may say."""
