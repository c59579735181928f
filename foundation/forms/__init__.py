"""Forms that anybody may send: kept from robots without pictures, scripts or further cookies."""
