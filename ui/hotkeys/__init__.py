"""The key that works everywhere: hold it while another program has the focus."""
