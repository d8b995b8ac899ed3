"""A window with one field, two buttons and a label, and as many more labels as asked: what tests of the desk look at."""

import sys

from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


def main() -> int:
    """Show the window until it is closed."""
    application = QApplication(sys.argv)
    window = QWidget()
    window.setWindowTitle("Small program")
    field = QLineEdit()
    field.setAccessibleName("Your name")
    greet, asleep, agree = QPushButton("Greet"), QPushButton("Asleep"), QCheckBox("I agree")
    asleep.setEnabled(False)
    answer = QLabel("nothing yet")
    greet.clicked.connect(lambda: answer.setText(f"Hello, {field.text()}"))
    agree.toggled.connect(asleep.setEnabled)
    layout = QVBoxLayout(window)
    for part in (field, greet, asleep, agree, answer):
        layout.addWidget(part)
    for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 0):
        layout.addWidget(QLabel(f"part {number}"))
    window.resize(420, 260)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
