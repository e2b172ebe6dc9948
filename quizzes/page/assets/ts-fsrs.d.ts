export * from "ts-fsrs"; // the file is put beside this one when the book is built: see quizzes/page/assets.py
