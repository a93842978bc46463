# Made by `grade export autolab`: Autolab runs this beside autograde.tar and the student's file.
all:
	@mkdir submission
	@find . -maxdepth 1 -type f ! -name Makefile ! -name autograde.tar -exec mv {} submission/ \;
	@tar -xf autograde.tar
	@bash grade.sh
