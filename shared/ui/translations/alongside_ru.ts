<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>_Durations</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>consent</name>
    <message>
        <source>Could put text on the clipboard: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could read copied text: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could receive files: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could see the screen: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could send files: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could talk through the computer: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could type commands: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could use the mouse and keyboard: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Facts about the computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse and keyboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put text on the clipboard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read copied text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read facts about the computer: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Receive files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record the screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recorded the screen: {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Talk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to put text on your clipboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to read facts about your computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to read the text you copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to record what is on your screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to see your screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to send you a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to talk with you through the computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to type commands on your computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks to use your mouse and keyboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} asks you for a file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>A code has only digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An administrator ended the help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digits are missing in the code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digits are missing. Please compare with what the person reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It took too long to connect. Make a new code and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No screen was found. Please start this program from your desktop, not from a remote console.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer your helper can see but cannot use the mouse and keyboard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One digit is wrong or two are swapped. Nothing was sent; ask the person to read the code again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One digit of the code is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody has already used this code. Ask the person to make a new one and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody in between may have tampered with the connection, so it was closed. Do not go on if this happens again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something this program needs is missing on this computer: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong ({code}). Please start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong that should not have. Please start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The code has only digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The code was not used within ten minutes, so it no longer works. Make a new one and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The code was wrong and no longer works. Ask the person to make a new one and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The code was wrong, so it no longer works. Make a new one and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection could not be made safely, so it was closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection could not be made. Ask the person for a new code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the person was lost and did not come back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was closed because something arrived that does not belong there. Please start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was lost and did not come back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection was lost. We keep trying.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The e-mail address or the password is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {file} could not be saved. Please choose another folder. ({detail})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keys that stop everything are taken by another program. Use the Stop button instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The organisation that runs the server ended the help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other program sent something we do not trust, so the connection was not made. Please start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person closed the code before the connection was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person has no key to stop everything; Stop still works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person stopped everything with the keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person stopped the help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person&apos;s computer did not answer in time. Ask for a new code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person&apos;s computer does not allow the mouse and keyboard to be used from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person&apos;s computer does not let the program show the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person&apos;s desktop runs on Wayland, where this version cannot show the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person&apos;s screen cannot be read just now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record on this computer cannot be written ({detail}), so nothing can be allowed. Is the disk full?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The screen could not be read. Your helper sees nothing. Stop and start again if it stays so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The screen that was shown is no longer there. Ask to see it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The screen you were showing is no longer there, so nothing is shown any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server address {url} is not one. Please check how it is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server address {url} is not protected, so it is not used. It has to begin with https://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server cannot write its record just now, so nothing new can be allowed. Please try again soon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not accept an entry of the record, so nothing new can be allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server did not let this program in. Please start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is busy. Please wait a minute, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server is restarting. It will be back in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server no longer knows this connection. Please start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server {host} could not prove who it is ({detail}), so nothing was sent. Check the date of this computer, or ask whoever gave you this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server {host} does not answer. We keep trying.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings of this program cannot be used ({detail}). Ask whoever gave you this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The time was over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two computers could not reach each other in time. Check the internet connection and start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are too many digits in the code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are too many digits. Please compare with what the person reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is already a file named {file}. Please choose another name; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code does not exist or has expired. Ask the person to make a new one and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code does not work any more. Make a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code has expired. Ask the person to make a new one and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This code was already used. Make a new one and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer does not let the program show your screen. Allow it in the system settings under privacy, then start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This program is too old or too new for the server {host}. Please install the current version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many attempts. Please wait a moment, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>We cannot reach the server {host}. Check the internet connection, then press Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are no longer signed in. Please sign in again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You ended the help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped everything with the keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You stopped the help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your desktop runs on Wayland, where this version cannot show the screen. Sign out, choose an Xorg session where you sign in, and start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your helper could not be connected. Make a new code and read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your helper gave up before the connection was made. Make a new code.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your helper has finished.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
