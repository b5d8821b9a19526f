"""What LocalStack needs to run on a machine without Docker. Found by it through entry_points.txt beside this folder."""
