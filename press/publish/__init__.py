"""Put finished files into the output folder, all or nothing."""
