<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Composer</name>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>%n character too many</numerusform>
            <numerusform>%n characters too many</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilingPage</name>
    <message numerus="yes">
        <source>The note is too long by %n character(s).</source>
        <translation>
            <numerusform>The note is too long by %n character.</numerusform>
            <numerusform>The note is too long by %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LeaveGuard</name>
    <message numerus="yes">
        <source>%n session(s) not filed yet: what you wrote about them is lost.</source>
        <translation>
            <numerusform>%n session is not filed yet: what you wrote about it is lost.</numerusform>
            <numerusform>%n sessions are not filed yet: what you wrote about them is lost.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) still open. They end when you leave.</source>
        <translation>
            <numerusform>%n session is still open. It ends when you leave.</numerusform>
            <numerusform>%n sessions are still open. They end when you leave.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End %n session(s) and close</source>
        <translation>
            <numerusform>End %n session and close</numerusform>
            <numerusform>End %n sessions and close</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End %n session(s) and sign out</source>
        <translation>
            <numerusform>End %n session and sign out</numerusform>
            <numerusform>End %n sessions and sign out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessagesButton</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PageSwitch</name>
    <message numerus="yes">
        <source>Messages, %n new</source>
        <translation>
            <numerusform>Messages, %n new</numerusform>
            <numerusform>Messages, %n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuestionPage</name>
    <message numerus="yes">
        <source>No answer means no. %n second(s) left.</source>
        <translation>
            <numerusform>No answer means no. %n&#xa0;second left.</numerusform>
            <numerusform>No answer means no. %n&#xa0;seconds left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptWords</name>
    <message numerus="yes">
        <source>allowed %n time(s)</source>
        <translation>
            <numerusform>allowed once</numerusform>
            <numerusform>allowed %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReplyEditor</name>
    <message numerus="yes">
        <source>%n character(s) too many: the end is not kept</source>
        <translation>
            <numerusform>%n character too many: the end is not kept</numerusform>
            <numerusform>%n characters too many: the end is not kept</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>%n picture(s)/s</source>
        <translation>
            <numerusform>%n picture/s</numerusform>
            <numerusform>%n pictures/s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Durations</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s), special file(s), or unreadable name(s) or folder(s) left out</source>
        <translation>
            <numerusform>%n link, special file, or unreadable name or folder left out</numerusform>
            <numerusform>%n links, special files, or unreadable names or folders left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done, but %n file(s) could not be sent.</source>
        <translation>
            <numerusform>Done, but %n file could not be sent.</numerusform>
            <numerusform>Done, but %n files could not be sent.</numerusform>
        </translation>
    </message>
</context>
</TS>
