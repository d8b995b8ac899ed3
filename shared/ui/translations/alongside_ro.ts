<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ro" sourcelanguage="en">
<context>
    <name>BarMessage</name>
    <message>
        <source>Answer</source>
        <translation>Răspundeți</translation>
    </message>
</context>
<context>
    <name>BrowserPanel</name>
    <message>
        <source>A page of the server has opened there. Sign in on it, then type this number:</source>
        <translation>Acolo s-a deschis o pagină a serverului. Conectați-vă pe ea, apoi introduceți acest număr:</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>Întrebăm serverul…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Renunță</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiat</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Copiază adresa</translation>
    </message>
    <message>
        <source>Go on in your browser</source>
        <translation>Continuați în browser</translation>
    </message>
    <message>
        <source>No browser could be opened. Copy the address, open it in one yourself on this computer, sign in there, then type this number:</source>
        <translation>Nu s-a putut deschide niciun browser. Copiați adresa, deschideți-o dvs. într-un browser pe acest calculator, conectați-vă acolo, apoi introduceți acest număr:</translation>
    </message>
    <message>
        <source>Number: {digits}</source>
        <translation>Numărul: {digits}</translation>
    </message>
    <message>
        <source>Only that page needs this number, within five minutes. Tell or send it to nobody.</source>
        <translation>Numai acea pagină are nevoie de acest număr, timp de cinci minute. Nu-l spuneți și nu-l trimiteți nimănui.</translation>
    </message>
    <message>
        <source>Open the page again</source>
        <translation>Deschide pagina din nou</translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Copy link</source>
        <translation>Copiați linkul</translation>
    </message>
    <message>
        <source>Leads to {host}</source>
        <translation>Duce la {host}</translation>
    </message>
    <message>
        <source>Message: {about}</source>
        <translation>Mesaj: {about}</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>/ finds a reply</source>
        <translation>/ găsește un răspuns</translation>
    </message>
    <message>
        <source>Add, change or remove replies</source>
        <translation>Adăugați, schimbați sau ștergeți răspunsuri</translation>
    </message>
    <message>
        <source>Messages and what happened</source>
        <translation>Mesaje și evenimente</translation>
    </message>
    <message>
        <source>Replies that fit</source>
        <translation>Răspunsuri potrivite</translation>
    </message>
    <message>
        <source>Replies…</source>
        <translation>Răspunsuri…</translation>
    </message>
    <message>
        <source>Your replies cannot be read</source>
        <translation>Răspunsurile dumneavoastră nu pot fi citite</translation>
    </message>
</context>
<context>
    <name>ClipNotices</name>
    <message>
        <source>Close</source>
        <translation>Închideți</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiați</translation>
    </message>
    <message>
        <source>Nothing was sent, because this is not allowed yet: {right}. Ask for it first.</source>
        <translation>Nu s-a trimis nimic, pentru că acest lucru nu este permis încă: {right}. Cereți-l mai întâi.</translation>
    </message>
    <message>
        <source>Nothing was sent, because this is not allowed: {right}.</source>
        <translation>Nu s-a trimis nimic, pentru că acest lucru nu este permis: {right}.</translation>
    </message>
    <message>
        <source>Nothing was sent: the connection is silent. Try again when it is back.</source>
        <translation>Nu s-a trimis nimic: conexiunea nu răspunde. Încercați din nou când revine.</translation>
    </message>
    <message>
        <source>The picture that came cannot be read.</source>
        <translation>Imaginea primită nu poate fi citită.</translation>
    </message>
    <message>
        <source>Your clipboard holds no text.</source>
        <translation>În clipboardul dumneavoastră nu este text.</translation>
    </message>
    <message>
        <source>Your clipboard is too long to type: more than {most} characters. Copy a part of it.</source>
        <translation>Conținutul clipboardului este prea lung pentru tastare: peste {most} de caractere. Copiați o parte.</translation>
    </message>
</context>
<context>
    <name>ClipSection</name>
    <message>
        <source>Send my clipboard</source>
        <translation>Trimiteți clipboardul meu</translation>
    </message>
</context>
<context>
    <name>CodeEntry</name>
    <message>
        <source>Code</source>
        <translation>Cod</translation>
    </message>
    <message>
        <source>Code the person reads to you</source>
        <translation>Codul care vi se dictează</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Conectare</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Se conectează…</translation>
    </message>
    <message>
        <source>There are too many digits, or one is wrong. Please compare with what the person reads.</source>
        <translation>Sunt prea multe cifre sau una este greșită. Comparați cu ce citește persoana.</translation>
    </message>
    <message>
        <source>Type the code the person reads to you (Ctrl+N)</source>
        <translation>Scrieți codul care vi se dictează (Ctrl+N)</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Connecting</source>
        <translation>Se conectează</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Copiat</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiați</translation>
    </message>
    <message>
        <source>Copy the code to the clipboard</source>
        <translation>Copiați codul în clipboard</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Închideți</translation>
    </message>
    <message>
        <source>Getting a code…</source>
        <translation>Se obține codul…</translation>
    </message>
    <message>
        <source>New code</source>
        <translation>Cod nou</translation>
    </message>
    <message>
        <source>Nobody can see anything yet.</source>
        <translation>Deocamdată nu vede nimeni nimic.</translation>
    </message>
    <message>
        <source>Please wait a moment</source>
        <translation>Așteptați puțin</translation>
    </message>
    <message>
        <source>Read this code to your helper</source>
        <translation>Spuneți acest cod persoanei care vă ajută</translation>
    </message>
    <message>
        <source>The code was copied</source>
        <translation>Codul a fost copiat</translation>
    </message>
    <message>
        <source>The code was wrong three times. Is it really your helper on the phone? If you are not sure, press End. The new code is longer and safer.</source>
        <translation>Codul a fost greșit de trei ori. Chiar vorbiți cu persoana care vă ajută? Dacă aveți îndoieli, apăsați „Închideți”. Codul nou este mai lung și mai sigur.</translation>
    </message>
    <message>
        <source>The code:</source>
        <translation>Codul:</translation>
    </message>
    <message>
        <source>The program keeps trying by itself.</source>
        <translation>Programul încearcă în continuare singur.</translation>
    </message>
    <message>
        <source>There is no code yet</source>
        <translation>Încă nu există un cod</translation>
    </message>
    <message>
        <source>This takes a few seconds.</source>
        <translation>Durează câteva secunde.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Încercați din nou</translation>
    </message>
    <message>
        <source>Waiting for the server…</source>
        <translation>Așteptăm serverul…</translation>
    </message>
    <message>
        <source>Waiting for your helper…</source>
        <translation>Așteptăm persoana care vă ajută…</translation>
    </message>
    <message>
        <source>Your helper has entered the code.</source>
        <translation>Persoana care vă ajută a introdus codul.</translation>
    </message>
    <message>
        <source>{name} has entered the code.</source>
        <translation>{name} a introdus codul.</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>au rămas {time}</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>Un caracter în plus</numerusform>
            <numerusform>%n caractere în plus</numerusform>
            <numerusform>%n de caractere în plus</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line.</source>
        <translation>Enter trimite, Shift+Enter începe un rând nou.</translation>
    </message>
    <message>
        <source>It is over; nothing can be sent any more.</source>
        <translation>S-a încheiat; nu se mai poate trimite nimic.</translation>
    </message>
    <message>
        <source>Many messages are still on their way. Yours stays here until some have arrived.</source>
        <translation>Multe mesaje sunt încă pe drum. Al dumneavoastră rămâne aici până ajung câteva.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Mesaj</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Trimiteți</translation>
    </message>
    <message>
        <source>The connection is silent. What you send now leaves when it is back.</source>
        <translation>Conexiunea nu răspunde. Ce trimiteți acum pleacă atunci când revine.</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Scrieți un mesaj</translation>
    </message>
</context>
<context>
    <name>CopiedButton</name>
    <message>
        <source>Send what I copied</source>
        <translation>Trimiteți ce ați copiat</translation>
    </message>
</context>
<context>
    <name>DrawPanel</name>
    <message>
        <source>Arrow</source>
        <translation>Săgeată</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Albastru</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Chenar</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Ștergeți</translation>
    </message>
    <message>
        <source>Clear the drawing</source>
        <translation>Ștergeți desenul</translation>
    </message>
    <message>
        <source>Freehand</source>
        <translation>Liber</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Verde</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>Indicator</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Roșu</translation>
    </message>
    <message>
        <source>Show on their screen</source>
        <translation>Arătați pe ecranul lor</translation>
    </message>
    <message>
        <source>Stays until it is cleared</source>
        <translation>Rămâne până este șters</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Violet</translation>
    </message>
</context>
<context>
    <name>EndedPage</name>
    <message>
        <source>Close</source>
        <translation>Închideți</translation>
    </message>
    <message>
        <source>Save receipt</source>
        <translation>Salvați dovada</translation>
    </message>
    <message>
        <source>Save receipt…</source>
        <translation>Salvați dovada…</translation>
    </message>
    <message>
        <source>Save the messages in the receipt, too</source>
        <translation>Salvați în dovadă și mesajele</translation>
    </message>
    <message>
        <source>Saved as {file} in the folder {folder}.</source>
        <translation>Salvat ca {file} în dosarul {folder}.</translation>
    </message>
    <message>
        <source>Something was wrong…</source>
        <translation>Ceva nu a fost în regulă…</translation>
    </message>
    <message>
        <source>Your report…</source>
        <translation>Sesizarea…</translation>
    </message>
</context>
<context>
    <name>FilesSection</name>
    <message>
        <source>Ask for files</source>
        <translation>Cereți fișiere</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Fișiere</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Dosar…</translation>
    </message>
    <message>
        <source>Or drop them here. The person sees every name and decides.</source>
        <translation>Sau trageți-le aici. Persoana vede fiecare nume și hotărăște.</translation>
    </message>
    <message>
        <source>Say above which files: the person finds and chooses them</source>
        <translation>Scrieți mai sus ce fișiere: persoana le găsește și le alege</translation>
    </message>
    <message>
        <source>Send files…</source>
        <translation>Trimiteți fișiere…</translation>
    </message>
    <message>
        <source>Send to the person</source>
        <translation>Trimiteți persoanei</translation>
    </message>
    <message>
        <source>The person is asked before anything is sent</source>
        <translation>Persoana este întrebată înainte de a se trimite ceva</translation>
    </message>
    <message>
        <source>The person is looking for the files. You see nothing meanwhile.</source>
        <translation>Persoana caută fișierele. Între timp nu vedeți nimic.</translation>
    </message>
    <message>
        <source>The person sent no files.</source>
        <translation>Persoana nu a trimis fișiere.</translation>
    </message>
    <message>
        <source>Write above why you ask: your organisation&apos;s rules want a reason.</source>
        <translation>Scrieți mai sus de ce cereți: regulile organizației vor un motiv.</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow every way of sending files.</source>
        <translation>Regulile organizației nu permit trimiterea fișierelor în orice sens.</translation>
    </message>
</context>
<context>
    <name>FilingPage</name>
    <message>
        <source>Choose what it was about and how it went. The note can stay empty.</source>
        <translation>Alegeți despre ce a fost vorba și cum a decurs. Nota poate rămâne goală.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Alegeți…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Completează fișa</translation>
    </message>
    <message>
        <source>File again</source>
        <translation>Completează din nou</translation>
    </message>
    <message>
        <source>Filed. You can change it for 24 hours after the end of the session.</source>
        <translation>Fișa este completată. O puteți modifica timp de 24 de ore după sfârșitul sesiunii.</translation>
    </message>
    <message>
        <source>How did it go?</source>
        <translation>Cum a decurs?</translation>
    </message>
    <message>
        <source>It is sent when the server can be reached. Until then it is kept in this window only.</source>
        <translation>Se trimite când serverul poate fi contactat. Până atunci există numai în această fereastră.</translation>
    </message>
    <message>
        <source>Not filed yet. What you write here is kept in this window only.</source>
        <translation>Fișa nu este completată. Ce scrieți aici există numai în această fereastră.</translation>
    </message>
    <message>
        <source>Not solved</source>
        <translation>Nerezolvat</translation>
    </message>
    <message>
        <source>Note for your organisation; the person does not see it</source>
        <translation>Notă pentru organizația dumneavoastră; persoana nu o vede</translation>
    </message>
    <message>
        <source>Partly solved</source>
        <translation>Rezolvat parțial</translation>
    </message>
    <message>
        <source>Passed on to somebody else</source>
        <translation>Transmis altcuiva</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>Rezolvat</translation>
    </message>
    <message numerus="yes">
        <source>The note is too long by %n character(s).</source>
        <translation>
            <numerusform>Nota este prea lungă cu un caracter.</numerusform>
            <numerusform>Nota este prea lungă cu %n caractere.</numerusform>
            <numerusform>Nota este prea lungă cu %n de caractere.</numerusform>
        </translation>
    </message>
    <message>
        <source>The server sealed this session with another key than before. Please ask your organisation why.</source>
        <translation>Serverul a sigilat această sesiune cu altă cheie decât înainte. Vă rugăm să întrebați organizația de ce.</translation>
    </message>
    <message>
        <source>The server&apos;s seal is right, but your receipt could not be kept on this computer.</source>
        <translation>Sigiliul serverului este corect, dar dovada dumneavoastră nu a putut fi păstrată pe acest calculator.</translation>
    </message>
    <message>
        <source>The server&apos;s seal on this session is right. Your receipt is kept on this computer.</source>
        <translation>Sigiliul serverului pe această sesiune este corect. Dovada dumneavoastră este păstrată pe acest calculator.</translation>
    </message>
    <message>
        <source>The server&apos;s seal on this session is wrong. Please tell your organisation.</source>
        <translation>Sigiliul serverului pe această sesiune este greșit. Vă rugăm să anunțați organizația.</translation>
    </message>
    <message>
        <source>What was it about?</source>
        <translation>Despre ce a fost vorba?</translation>
    </message>
</context>
<context>
    <name>FolderChoice</name>
    <message>
        <source>Another folder…</source>
        <translation>Alt dosar…</translation>
    </message>
    <message>
        <source>There is no room left. Choose another folder.</source>
        <translation>Acolo nu mai este loc. Alegeți alt dosar.</translation>
    </message>
    <message>
        <source>There is room for {size} only. Choose another folder.</source>
        <translation>Acolo este loc doar pentru {size}. Alegeți alt dosar.</translation>
    </message>
    <message>
        <source>They will be saved in {folder}.</source>
        <translation>Vor fi salvate în {folder}.</translation>
    </message>
    <message>
        <source>Where should the files be saved?</source>
        <translation>Unde să fie salvate fișierele?</translation>
    </message>
</context>
<context>
    <name>FullScreenBar</name>
    <message>
        <source>End session</source>
        <translation>Încheiați sesiunea</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Ecran complet</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Ieșiți din ecranul complet</translation>
    </message>
</context>
<context>
    <name>HelperCardPanel</name>
    <message>
        <source>This account is new. Be careful if you do not know who this is.</source>
        <translation>Acest cont este nou. Aveți grijă dacă nu știți cine este.</translation>
    </message>
    <message>
        <source>Your helper sees the same number: {digits}</source>
        <translation>Persoana care vă ajută vede același număr: {digits}</translation>
    </message>
    <message>
        <source>checked by {domain}</source>
        <translation>verificat de {domain}</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Did someone call you and ask you to open this program? A bank, the police or Microsoft never does that.</source>
        <translation>V-a sunat cineva și v-a cerut să deschideți acest program? Banca, poliția sau Microsoft nu fac niciodată asta.</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Închideți</translation>
    </message>
    <message>
        <source>Get help</source>
        <translation>Cereți ajutor</translation>
    </message>
    <message>
        <source>I asked for help</source>
        <translation>Eu am cerut ajutor</translation>
    </message>
    <message>
        <source>What is the problem? (you can leave this empty)</source>
        <translation>Care este problema? (puteți lăsa necompletat)</translation>
    </message>
    <message>
        <source>Your helper reads this, and it is kept with the record of the session at their organisation.</source>
        <translation>Persoana care vă ajută citește acest text, iar el se păstrează cu înregistrarea sesiunii la organizația ei.</translation>
    </message>
    <message>
        <source>Your report about the last session came too late for the server. Please tell the people who run it yourself.</source>
        <translation>Sesizarea despre ultima sesiune a ajuns prea târziu la server. Vă rugăm să le spuneți chiar dumneavoastră celor care răspund de el.</translation>
    </message>
    <message>
        <source>Your report about the last session has arrived now.</source>
        <translation>Sesizarea despre ultima sesiune a ajuns acum.</translation>
    </message>
    <message>
        <source>Your report about the last session is still to be sent. We try by ourselves.</source>
        <translation>Sesizarea despre ultima sesiune nu a plecat încă. Încercăm singuri.</translation>
    </message>
</context>
<context>
    <name>IncomingFiles</name>
    <message>
        <source>Don&apos;t take</source>
        <translation>Nu prelua</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Salvează</translation>
    </message>
    <message>
        <source>The person sends you files</source>
        <translation>Persoana vă trimite fișiere</translation>
    </message>
</context>
<context>
    <name>KeyboardButton</name>
    <message>
        <source>Automatic</source>
        <translation>Automat</translation>
    </message>
    <message>
        <source>Automatic: text as you type it, shortcuts as shortcuts</source>
        <translation>Automat: textul așa cum îl scrieți, combinațiile de taste ca atare</translation>
    </message>
    <message>
        <source>Caps Lock over there</source>
        <translation>Caps Lock pe celălalt calculator</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>Caractere</translation>
    </message>
    <message>
        <source>Characters: always what your keys print, in shortcuts too</source>
        <translation>Caractere: mereu ceea ce scriu tastele dumneavoastră, și în combinații</translation>
    </message>
    <message>
        <source>Ctrl+Alt+F1 to F12, may leave the desktop</source>
        <translation>Ctrl+Alt+F1 … F12, pot părăsi desktopul</translation>
    </message>
    <message>
        <source>Keyboard: automatic</source>
        <translation>Tastatură: automat</translation>
    </message>
    <message>
        <source>Keyboard: characters</source>
        <translation>Tastatură: caractere</translation>
    </message>
    <message>
        <source>Keyboard: keys</source>
        <translation>Tastatură: taste</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Keys: by their place on the keyboard, for games</source>
        <translation>Taste: după locul lor pe tastatură, pentru jocuri</translation>
    </message>
    <message>
        <source>Num Lock over there</source>
        <translation>Num Lock pe celălalt calculator</translation>
    </message>
    <message>
        <source>Print Screen</source>
        <translation>Print Screen</translation>
    </message>
    <message>
        <source>Type the clipboard as keys</source>
        <translation>Tastați conținutul clipboardului</translation>
    </message>
    <message>
        <source>What your keys become over there, and special keys</source>
        <translation>Ce devin tastele dumneavoastră pe celălalt calculator și taste speciale</translation>
    </message>
    <message>
        <source>Windows key (Super)</source>
        <translation>Tasta Windows (Super)</translation>
    </message>
    <message>
        <source>{keys}: Windows takes it only from the person&apos;s own keyboard</source>
        <translation>{keys}: Windows o acceptă doar de la tastatura persoanei</translation>
    </message>
</context>
<context>
    <name>LanguageButton</name>
    <message>
        <source>Language: {name}</source>
        <translation>Limba: {name}</translation>
    </message>
</context>
<context>
    <name>LeaveGuard</name>
    <message numerus="yes">
        <source>%n session(s) not filed yet: what you wrote about them is lost.</source>
        <translation>
            <numerusform>O sesiune nu are încă fișă: ce ați scris despre ea se pierde.</numerusform>
            <numerusform>%n sesiuni nu au încă fișă: ce ați scris despre ele se pierde.</numerusform>
            <numerusform>%n de sesiuni nu au încă fișă: ce ați scris despre ele se pierde.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) still open. They end when you leave.</source>
        <translation>
            <numerusform>Mai este deschisă o sesiune. Se încheie când plecați.</numerusform>
            <numerusform>Mai sunt deschise %n sesiuni. Se încheie când plecați.</numerusform>
            <numerusform>Mai sunt deschise %n de sesiuni. Se încheie când plecați.</numerusform>
        </translation>
    </message>
    <message>
        <source>Close without filing</source>
        <translation>Închide fără fișă</translation>
    </message>
    <message numerus="yes">
        <source>End %n session(s) and close</source>
        <translation>
            <numerusform>Încheie %n sesiune și închide</numerusform>
            <numerusform>Încheie %n sesiuni și închide</numerusform>
            <numerusform>Încheie %n de sesiuni și închide</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End %n session(s) and sign out</source>
        <translation>
            <numerusform>Încheie %n sesiune și deconectează</numerusform>
            <numerusform>Încheie %n sesiuni și deconectează</numerusform>
            <numerusform>Încheie %n de sesiuni și deconectează</numerusform>
        </translation>
    </message>
    <message>
        <source>File it</source>
        <translation>Completează fișa</translation>
    </message>
    <message>
        <source>Sign out without filing</source>
        <translation>Deconectare fără fișă</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Rămâneți</translation>
    </message>
    <message>
        <source>This session is not filed yet. Without its tab it cannot be filed any more.</source>
        <translation>Fișa acestei sesiuni nu este completată. Fără fila ei nu mai poate fi completată.</translation>
    </message>
</context>
<context>
    <name>LineBar</name>
    <message>
        <source>Actual size</source>
        <translation>Mărime reală</translation>
    </message>
    <message>
        <source>Back: right Ctrl or Ctrl+Alt+Shift</source>
        <translation>Înapoi: Ctrl dreapta sau Ctrl+Alt+Shift</translation>
    </message>
    <message>
        <source>Click the picture or press Enter on it to type there</source>
        <translation>Ca să scrieți acolo, faceți clic pe imagine sau apăsați Enter pe ea</translation>
    </message>
    <message>
        <source>Click the picture to type there</source>
        <translation>Faceți clic pe imagine ca să scrieți acolo</translation>
    </message>
    <message>
        <source>Could not be typed on that computer, characters or keys: {number}</source>
        <translation>Nu s-au putut scrie pe acel calculator, caractere sau taste: {number}</translation>
    </message>
    <message>
        <source>Could not be typed there: {number}</source>
        <translation>Nescrise acolo: {number}</translation>
    </message>
    <message>
        <source>Drawing. Back: Esc</source>
        <translation>Desenați. Înapoi: Esc</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Toată imaginea</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Ecran complet</translation>
    </message>
    <message>
        <source>Hide panel</source>
        <translation>Ascunde panoul</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Mai mare</translation>
    </message>
    <message>
        <source>Only the person can press there</source>
        <translation>Acolo poate apăsa doar persoana</translation>
    </message>
    <message>
        <source>Pointing. Back: Esc</source>
        <translation>Arătați. Înapoi: Esc</translation>
    </message>
    <message>
        <source>Show panel</source>
        <translation>Arată panoul</translation>
    </message>
    <message>
        <source>Shows or hides the last minute as curves (Ctrl+G)</source>
        <translation>Arătați sau ascundeți graficele ultimului minut (Ctrl+G)</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Mai mic</translation>
    </message>
    <message>
        <source>That window is the person&apos;s alone: what you pressed did nothing there</source>
        <translation>Fereastra aceea este doar a persoanei: ce ați apăsat nu a avut efect</translation>
    </message>
    <message>
        <source>The mouse draws on their screen. Esc gives it back</source>
        <translation>Mouse-ul desenează pe ecranul lor. Îl aduceți înapoi cu Esc</translation>
    </message>
    <message>
        <source>The mouse points on their screen. Esc gives it back</source>
        <translation>Mouse-ul arată pe ecranul lor. Îl aduceți înapoi cu Esc</translation>
    </message>
    <message>
        <source>The person is busy: your input does not arrive</source>
        <translation>Persoana lucrează: comenzile nu ajung</translation>
    </message>
    <message>
        <source>The person is using the mouse or keyboard: your input does not arrive</source>
        <translation>Persoana folosește mouse-ul sau tastatura: comenzile dumneavoastră nu ajung</translation>
    </message>
    <message>
        <source>Those keys are the person&apos;s alone</source>
        <translation>Acele taste sunt doar ale persoanei</translation>
    </message>
    <message>
        <source>Those keys stop everything and are the person&apos;s alone</source>
        <translation>Acele taste opresc totul și sunt doar ale persoanei</translation>
    </message>
    <message>
        <source>Your keyboard is there. Right Ctrl or Ctrl+Alt+Shift brings it back</source>
        <translation>Tastatura este acolo. O aduceți înapoi cu Ctrl dreapta sau Ctrl+Alt+Shift</translation>
    </message>
    <message>
        <source>{number}%</source>
        <translation>{number}%</translation>
    </message>
</context>
<context>
    <name>LineGraph</name>
    <message>
        <source>60 s ago</source>
        <translation>acum 60 s</translation>
    </message>
    <message>
        <source>Graph of the line, the last 60 seconds</source>
        <translation>Graficul legăturii, ultimele 60 de secunde</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Imagini</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Viteză</translation>
    </message>
    <message>
        <source>There and back</source>
        <translation>Dus-întors</translation>
    </message>
    <message>
        <source>at most {most}</source>
        <translation>cel mult {most}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>necunoscut</translation>
    </message>
    <message>
        <source>now</source>
        <translation>acum</translation>
    </message>
    <message>
        <source>{name}: now {now}, usually {mean}, at most {most}</source>
        <translation>{name}: acum {now}, de obicei {mean}, cel mult {most}</translation>
    </message>
</context>
<context>
    <name>MessagesButton</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>un mesaj nou</numerusform>
            <numerusform>%n mesaje noi</numerusform>
            <numerusform>%n de mesaje noi</numerusform>
        </translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mesaje</translation>
    </message>
</context>
<context>
    <name>MessagesWindow</name>
    <message>
        <source>Messages with {name}</source>
        <translation>Mesaje: {name}</translation>
    </message>
    <message>
        <source>Something is wrong: stop, and tell us</source>
        <translation>Ceva nu e în regulă: opriți și spuneți-ne</translation>
    </message>
</context>
<context>
    <name>PageSwitch</name>
    <message>
        <source>Filing</source>
        <translation>Fișă</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mesaje</translation>
    </message>
    <message numerus="yes">
        <source>Messages, %n new</source>
        <translation>
            <numerusform>Mesaje, unul nou</numerusform>
            <numerusform>Mesaje, %n noi</numerusform>
            <numerusform>Mesaje, %n noi</numerusform>
        </translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>Drepturi</translation>
    </message>
    <message>
        <source>What the session was about, and how it went</source>
        <translation>Despre ce a fost sesiunea și cum a decurs</translation>
    </message>
</context>
<context>
    <name>QuestionPage</name>
    <message>
        <source>Allow</source>
        <translation>Permit</translation>
    </message>
    <message>
        <source>Allow ({seconds})</source>
        <translation>Permit ({seconds})</translation>
    </message>
    <message>
        <source>Allow {name} to use your mouse and keyboard?</source>
        <translation>Îi permiteți lui {name} să folosească mouse-ul și tastatura dumneavoastră?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Anulați</translation>
    </message>
    <message>
        <source>Click on this window: it has to be in front before you can allow.</source>
        <translation>Faceți clic pe această fereastră: trebuie să fie în față ca să puteți permite.</translation>
    </message>
    <message>
        <source>Don&apos;t allow</source>
        <translation>Nu permit</translation>
    </message>
    <message>
        <source>Don&apos;t send</source>
        <translation>Nu trimit</translation>
    </message>
    <message>
        <source>It ends by itself after {duration}.</source>
        <translation>Se oprește singur după {duration}.</translation>
    </message>
    <message>
        <source>It takes the place of what you copied before.</source>
        <translation>Ia locul a ceea ce ați copiat înainte.</translation>
    </message>
    <message numerus="yes">
        <source>No answer means no. %n second(s) left.</source>
        <translation>
            <numerusform>Fără răspuns înseamnă nu. A mai rămas o&#xa0;secundă.</numerusform>
            <numerusform>Fără răspuns înseamnă nu. Au mai rămas %n&#xa0;secunde.</numerusform>
            <numerusform>Fără răspuns înseamnă nu. Au mai rămas %n&#xa0;de&#xa0;secunde.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is sent until you press “Send what I copied”, each time anew.</source>
        <translation>Nu se trimite nimic până nu apăsați „Trimiteți ce ați copiat”, de fiecare dată din nou.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Trimit</translation>
    </message>
    <message>
        <source>Send ({seconds})</source>
        <translation>Trimit ({seconds})</translation>
    </message>
    <message>
        <source>Send files to {name}?</source>
        <translation>Trimiteți fișiere către {name}?</translation>
    </message>
    <message>
        <source>Send these files to {name}?</source>
        <translation>Trimiteți aceste fișiere către {name}?</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Arătați</translation>
    </message>
    <message>
        <source>That press seems to come from a program, not from your hand. Please press again.</source>
        <translation>Se pare că a apăsat un program, nu mâna dumneavoastră. Apăsați, vă rugăm, încă o dată.</translation>
    </message>
    <message>
        <source>The reason, in the helper&apos;s own words: {reason}</source>
        <translation>Motivul, cu cuvintele persoanei care vă ajută: {reason}</translation>
    </message>
    <message>
        <source>The screen that {name} saw is no longer there. Show another one?</source>
        <translation>Ecranul pe care îl vedea {name} nu mai este acolo. Arătați altul?</translation>
    </message>
    <message>
        <source>Which screen should {name} see?</source>
        <translation>Ce ecran să vadă {name}?</translation>
    </message>
    <message>
        <source>Which screen?</source>
        <translation>Care ecran?</translation>
    </message>
    <message>
        <source>You can stop it at any time.</source>
        <translation>Puteți opri oricând.</translation>
    </message>
    <message>
        <source>{name} asks to see something else: {screens}.</source>
        <translation>{name} vă cere să vadă altceva: {screens}.</translation>
    </message>
    <message>
        <source>“{reason}”</source>
        <translation>„{reason}”</translation>
    </message>
</context>
<context>
    <name>RatingRow</name>
    <message>
        <source>How was the help?</source>
        <translation>Cum a fost ajutorul?</translation>
    </message>
    <message>
        <source>Thank you.</source>
        <translation>Vă mulțumim.</translation>
    </message>
    <message>
        <source>The server did not take it any more.</source>
        <translation>Serverul nu a mai primit-o.</translation>
    </message>
    <message>
        <source>We send it when the server can be reached.</source>
        <translation>O trimitem când serverul poate fi contactat.</translation>
    </message>
    <message>
        <source>all right</source>
        <translation>acceptabil</translation>
    </message>
    <message>
        <source>bad</source>
        <translation>prost</translation>
    </message>
    <message>
        <source>good</source>
        <translation>bine</translation>
    </message>
    <message>
        <source>not so good</source>
        <translation>nu prea bine</translation>
    </message>
    <message>
        <source>very good</source>
        <translation>foarte bine</translation>
    </message>
    <message>
        <source>{number} of 5 stars: {meaning}</source>
        <translation>{number} din 5 stele: {meaning}</translation>
    </message>
</context>
<context>
    <name>ReceiptWords</name>
    <message>
        <source>Checked by: {domain}</source>
        <translation>Verificat de: {domain}</translation>
    </message>
    <message>
        <source>Files that came:</source>
        <translation>Fișiere primite:</translation>
    </message>
    <message>
        <source>Files that you sent:</source>
        <translation>Fișierele trimise de dumneavoastră:</translation>
    </message>
    <message>
        <source>Helper: {name}</source>
        <translation>V-a ajutat: {name}</translation>
    </message>
    <message>
        <source>How it ended: {sentence}</source>
        <translation>Cum s-a încheiat: {sentence}</translation>
    </message>
    <message>
        <source>Nobody saw or used your computer.</source>
        <translation>Nimeni nu v-a văzut ecranul și nu v-a folosit calculatorul.</translation>
    </message>
    <message>
        <source>Nothing was allowed.</source>
        <translation>Nu s-a permis nimic.</translation>
    </message>
    <message>
        <source>Organisation: {name}</source>
        <translation>Organizația: {name}</translation>
    </message>
    <message>
        <source>Receipt of remote help</source>
        <translation>Dovada ajutorului la distanță</translation>
    </message>
    <message>
        <source>The file {file} beside this one holds the record with its signatures.</source>
        <translation>Fișierul {file}, aflat alături, conține înregistrarea cu semnăturile ei.</translation>
    </message>
    <message>
        <source>The server did not accept a part of this record. Your own copy is complete.</source>
        <translation>Serverul nu a acceptat o parte din această înregistrare. Copia dumneavoastră este completă.</translation>
    </message>
    <message>
        <source>The server has confirmed this record.</source>
        <translation>Serverul a confirmat această înregistrare.</translation>
    </message>
    <message>
        <source>The server has not confirmed this record yet. Your own copy is complete.</source>
        <translation>Serverul nu a confirmat încă această înregistrare. Copia dumneavoastră este completă.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Ce s-a întâmplat</translation>
    </message>
    <message>
        <source>When: {when}</source>
        <translation>Când: {when}</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Dumneavoastră</translation>
    </message>
    <message numerus="yes">
        <source>allowed %n time(s)</source>
        <translation>
            <numerusform>permis o dată</numerusform>
            <numerusform>permis de %n ori</numerusform>
            <numerusform>permis de %n de ori</numerusform>
        </translation>
    </message>
    <message>
        <source>{day}, {start} to {end}</source>
        <translation>{day}, {start}–{end}</translation>
    </message>
    <message>
        <source>{name} can no longer see or use your computer.</source>
        <translation>{name} nu vă mai poate vedea sau folosi calculatorul.</translation>
    </message>
    <message>
        <source>{name} pointed or drew on your screen.</source>
        <translation>{name} a arătat cu indicatorul sau a desenat pe ecranul dumneavoastră.</translation>
    </message>
</context>
<context>
    <name>RemoteView</name>
    <message>
        <source>Press Enter to send keys there. Right Ctrl or Ctrl+Alt+Shift brings the keyboard back.</source>
        <translation>Enter trimite tastele acolo. Ctrl dreapta sau Ctrl+Alt+Shift aduce tastatura înapoi.</translation>
    </message>
    <message>
        <source>The person&apos;s screen</source>
        <translation>Ecranul persoanei</translation>
    </message>
</context>
<context>
    <name>ReplyEditor</name>
    <message numerus="yes">
        <source>%n character(s) too many: the end is not kept</source>
        <translation>
            <numerusform>Un caracter în plus: sfârșitul nu se păstrează</numerusform>
            <numerusform>%n caractere în plus: sfârșitul nu se păstrează</numerusform>
            <numerusform>%n de caractere în plus: sfârșitul nu se păstrează</numerusform>
        </translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Adăugați</translation>
    </message>
    <message>
        <source>Filled in when sent: {places}</source>
        <translation>Se completează singure: {places}</translation>
    </message>
    <message>
        <source>Name, typed after /</source>
        <translation>Numele, scris după /</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Ștergeți</translation>
    </message>
    <message>
        <source>Replies</source>
        <translation>Răspunsuri</translation>
    </message>
    <message>
        <source>Some of your replies in {path} cannot be read and are missing here. The file is kept as {name} when you save.</source>
        <translation>Unele dintre răspunsurile dumneavoastră din {path} nu pot fi citite și lipsesc aici. La salvare, fișierul este păstrat cu numele {name}.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Textul</translation>
    </message>
    <message>
        <source>The replies could not be saved on this computer.</source>
        <translation>Răspunsurile nu au putut fi salvate pe acest calculator.</translation>
    </message>
    <message>
        <source>Your replies in {path} cannot be read, so the built-in ones are shown. The file is kept as {name} when you save.</source>
        <translation>Răspunsurile dumneavoastră din {path} nu pot fi citite, de aceea apar cele incluse în program. Când salvați, fișierul se păstrează cu numele {name}.</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nou</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Back</source>
        <translation>Înapoi</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Închide</translation>
    </message>
    <message>
        <source>Did you tell a password, or pay something? Change the password on another device, and call your bank on the number on your card.</source>
        <translation>Ați spus o parolă sau ați plătit ceva? Schimbați parola de pe alt dispozitiv și sunați banca la numărul de pe card.</translation>
    </message>
    <message>
        <source>I did not know this person.</source>
        <translation>Nu cunoșteam această persoană.</translation>
    </message>
    <message>
        <source>If it is urgent, call them yourself, on a number you already know: not on one your helper gave you.</source>
        <translation>Dacă e urgent, sunați-i chiar dumneavoastră, la un număr pe care îl știți deja, nu la unul primit de la persoana care v-a ajutat.</translation>
    </message>
    <message>
        <source>Send report</source>
        <translation>Trimite sesizarea</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Se trimite…</translation>
    </message>
    <message>
        <source>Something else.</source>
        <translation>Altceva.</translation>
    </message>
    <message>
        <source>The server cannot be reached, and your report could not be kept on this computer. Please leave this window open until it is sent.</source>
        <translation>Serverul nu poate fi contactat, iar sesizarea nu a putut fi păstrată pe acest calculator. Lăsați fereastra deschisă până se trimite.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Your report is kept on this computer, and is sent by itself as soon as it can be, also when you start this program again. It is taken for 24 hours.</source>
        <translation>Serverul nu poate fi contactat. Sesizarea este păstrată pe acest calculator și se trimite singură îndată ce se poate, chiar și la următoarea pornire a programului. Se primește timp de 24 de ore.</translation>
    </message>
    <message>
        <source>The server did not take your report: it takes one for 24 hours after the end of a session. Please tell the people who run it yourself.</source>
        <translation>Serverul nu a primit sesizarea: o primește timp de 24 de ore după sfârșitul sesiunii. Vă rugăm să le spuneți chiar dumneavoastră celor care răspund de el.</translation>
    </message>
    <message>
        <source>They asked for money or passwords.</source>
        <translation>Mi s-au cerut bani sau parole.</translation>
    </message>
    <message>
        <source>They did something I did not want.</source>
        <translation>S-a făcut ceva ce nu voiam.</translation>
    </message>
    <message>
        <source>What happened, in your own words (you can leave this empty)</source>
        <translation>Ce s-a întâmplat, cu cuvintele dumneavoastră (puteți lăsa gol)</translation>
    </message>
    <message>
        <source>What was wrong?</source>
        <translation>Ce nu a fost în regulă?</translation>
    </message>
    <message>
        <source>Your report</source>
        <translation>Sesizarea dumneavoastră</translation>
    </message>
    <message>
        <source>Your report and the receipt of the session go to the people who run {domain}. Your helper is not shown the report.</source>
        <translation>Sesizarea și dovada sesiunii ajung la cei care răspund de {domain}. Persoanei care v-a ajutat nu i se arată sesizarea.</translation>
    </message>
    <message>
        <source>Your report has arrived, with the receipt. The people who run {domain} find it marked in their list.</source>
        <translation>Sesizarea a ajuns, împreună cu dovada. Cei care răspund de {domain} o găsesc marcată în lista lor.</translation>
    </message>
</context>
<context>
    <name>RightRow</name>
    <message>
        <source>Ask</source>
        <translation>Cereți</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Renunțați</translation>
    </message>
    <message>
        <source>Write below why you ask, then you can</source>
        <translation>Scrieți întâi mai jos de ce cereți</translation>
    </message>
    <message>
        <source>until the session ends</source>
        <translation>până la sfârșitul sesiunii</translation>
    </message>
    <message>
        <source>{left} if not used</source>
        <translation>{left} fără folosire</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>încă {minutes} min</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>încă {seconds} s</translation>
    </message>
</context>
<context>
    <name>SavedPlace</name>
    <message>
        <source>Saved in {folder}</source>
        <translation>Se salvează în {folder}</translation>
    </message>
</context>
<context>
    <name>ScreenList</name>
    <message>
        <source>All screens</source>
        <translation>Toate ecranele</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Cereți</translation>
    </message>
    <message>
        <source>Screen {number}</source>
        <translation>Ecranul {number}</translation>
    </message>
    <message>
        <source>on hold during the question</source>
        <translation>suspendat cât durează întrebarea</translation>
    </message>
    <message>
        <source>on hold, paused</source>
        <translation>suspendat: pauză</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>afișat</translation>
    </message>
    <message>
        <source>write above why you ask</source>
        <translation>scrieți mai sus de ce cereți</translation>
    </message>
</context>
<context>
    <name>SendQuestion</name>
    <message>
        <source>A folder…</source>
        <translation>Un dosar…</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Alegeți fișiere…</translation>
    </message>
    <message>
        <source>Choose what you want to send, or drop it here. Nothing is sent before you have seen it.</source>
        <translation>Alegeți ce doriți să trimiteți sau trageți aici. Nimic nu se trimite înainte să vedeți lista.</translation>
    </message>
    <message>
        <source>Other files…</source>
        <translation>Alte fișiere…</translation>
    </message>
    <message>
        <source>What do you want to send?</source>
        <translation>Ce doriți să trimiteți?</translation>
    </message>
</context>
<context>
    <name>SessionBar</name>
    <message>
        <source>Allow mouse and keyboard</source>
        <translation>Permiteți mouse-ul și tastatura</translation>
    </message>
    <message>
        <source>Clear drawing</source>
        <translation>Ștergeți desenul</translation>
    </message>
    <message>
        <source>Drag to move</source>
        <translation>Trageți pentru a muta</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Fișiere</translation>
    </message>
    <message>
        <source>Give more time</source>
        <translation>Mai acordați timp</translation>
    </message>
    <message>
        <source>Move this bar with the arrow keys</source>
        <translation>Mutați bara cu tastele săgeți</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pauză</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Continuați</translation>
    </message>
    <message>
        <source>Show another screen</source>
        <translation>Arătați alt ecran</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Oprire</translation>
    </message>
    <message>
        <source>Switch off to take this back at once.</source>
        <translation>Dezactivați pentru a retrage imediat permisiunea.</translation>
    </message>
    <message>
        <source>{keys} stops everything</source>
        <translation>{keys} oprește tot</translation>
    </message>
</context>
<context>
    <name>SessionPage</name>
    <message>
        <source>Ask for more time</source>
        <translation>Cereți mai mult timp</translation>
    </message>
    <message>
        <source>Ask to see the screen</source>
        <translation>Cereți să vedeți ecranul</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Închideți</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>Închideți fila</translation>
    </message>
    <message>
        <source>End session</source>
        <translation>Încheiați sesiunea</translation>
    </message>
    <message>
        <source>End this session? The person will see that you have left.</source>
        <translation>Încheiați sesiunea? Persoana va vedea că ați plecat.</translation>
    </message>
    <message>
        <source>Its time is over in less than a minute: {right}.</source>
        <translation>Timpul se termină în mai puțin de un minut: {right}.</translation>
    </message>
    <message>
        <source>Not used for a while, so it ends in less than a minute: {right}.</source>
        <translation>Nu a fost folosit de ceva vreme și se încheie în mai puțin de un minut: {right}.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Rămân</translation>
    </message>
    <message>
        <source>Stop typing</source>
        <translation>Opriți tastarea</translation>
    </message>
    <message>
        <source>The line: {words}</source>
        <translation>Legătura: {words}</translation>
    </message>
    <message>
        <source>Typing your clipboard: {done} of {total} characters</source>
        <translation>Se tastează clipboardul: {done} din {total} caractere</translation>
    </message>
    <message>
        <source>Write why you ask</source>
        <translation>Scrieți de ce cereți</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keys</source>
        <translation>Taste</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>About this person</source>
        <translation>Despre această persoană</translation>
    </message>
    <message>
        <source>End session</source>
        <translation>Încheiați sesiunea</translation>
    </message>
    <message>
        <source>No more than {most} characters fit here.</source>
        <translation>Aici încap cel mult {most} de caractere.</translation>
    </message>
    <message>
        <source>Screens</source>
        <translation>Ecrane</translation>
    </message>
    <message>
        <source>The person sees these digits with every question</source>
        <translation>Persoana vede aceste cifre la fiecare întrebare</translation>
    </message>
    <message>
        <source>The person wrote</source>
        <translation>Persoana a scris</translation>
    </message>
    <message>
        <source>What you may do</source>
        <translation>Ce aveți voie să faceți</translation>
    </message>
    <message>
        <source>Why you ask</source>
        <translation>De ce cereți</translation>
    </message>
    <message>
        <source>Why you ask, shown with the question</source>
        <translation>De ce cereți; apare împreună cu întrebarea</translation>
    </message>
    <message>
        <source>Why you ask, shown with the question. Your organisation&apos;s rules want it.</source>
        <translation>De ce cereți; apare împreună cu întrebarea. Regulile organizației o cer.</translation>
    </message>
    <message>
        <source>to look at the printer settings</source>
        <translation>ca să văd setările imprimantei</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Code</source>
        <translation>Cod</translation>
    </message>
    <message>
        <source>E-mail address</source>
        <translation>Adresa de e-mail</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Parola</translation>
    </message>
    <message>
        <source>Server: {server}</source>
        <translation>Server: {server}</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>Arată parola</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Conectare</translation>
    </message>
    <message>
        <source>Sign in to help people</source>
        <translation>Conectare pentru cei care ajută</translation>
    </message>
    <message>
        <source>Sign in with your browser</source>
        <translation>Conectare prin browser</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Se conectează…</translation>
    </message>
    <message>
        <source>Stay signed in on this computer</source>
        <translation>Rămâneți conectat pe acest calculator</translation>
    </message>
    <message>
        <source>The six digits your authenticator app shows now, or one of your recovery codes.</source>
        <translation>Cele șase cifre arătate acum de aplicația de autentificare sau unul dintre codurile de recuperare.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Încercați din nou</translation>
    </message>
</context>
<context>
    <name>TabStrip</name>
    <message>
        <source>changed</source>
        <translation>este ceva nou</translation>
    </message>
    <message>
        <source>not filed</source>
        <translation>fără fișă</translation>
    </message>
</context>
<context>
    <name>TransferCard</name>
    <message>
        <source>Cancel</source>
        <translation>Anulați</translation>
    </message>
    <message>
        <source>Copy the checksum</source>
        <translation>Copiați suma de control</translation>
    </message>
    <message>
        <source>Copy the checksum of {name}</source>
        <translation>Copiați suma de control a fișierului {name}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Continuați</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>Niciun fișier</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pauză</translation>
    </message>
    <message>
        <source>You receive</source>
        <translation>Primiți</translation>
    </message>
    <message>
        <source>You send</source>
        <translation>Trimiteți</translation>
    </message>
</context>
<context>
    <name>TransfersWindow</name>
    <message>
        <source>Files</source>
        <translation>Fișiere</translation>
    </message>
    <message>
        <source>Or drop them here. You see the list before anything is sent.</source>
        <translation>Sau trageți-le aici. Vedeți lista înainte să se trimită ceva.</translation>
    </message>
    <message>
        <source>Send files…</source>
        <translation>Trimiteți fișiere…</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Ctrl+N takes you to this field from everywhere. F1 lists all keys.</source>
        <translation>Ctrl+N vă aduce la acest câmp de oriunde. F1 arată toate tastele.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Menu of {name}</source>
        <translation>Meniul: {name}</translation>
    </message>
    <message>
        <source>People you are helping</source>
        <translation>Persoanele pe care le ajutați</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Deconectare</translation>
    </message>
    <message>
        <source>The server cannot be reached; we keep trying. Open sessions go on, new codes have to wait.</source>
        <translation>Serverul nu răspunde; încercăm în continuare. Sesiunile deschise continuă, codurile noi trebuie să aștepte.</translation>
    </message>
    <message>
        <source>They get it in their program with “I asked for help”. It works once, for ten minutes.</source>
        <translation>Îl obțin în programul lor cu „Eu am cerut ajutor”. Este valabil o singură dată, zece minute.</translation>
    </message>
    <message>
        <source>Type the code the person reads to you</source>
        <translation>Scrieți codul care vi se dictează</translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>%n picture(s)/s</source>
        <translation>
            <numerusform>%n imagine/s</numerusform>
            <numerusform>%n imagini/s</numerusform>
            <numerusform>%n de imagini/s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Durations</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>o oră</numerusform>
            <numerusform>%n ore</numerusform>
            <numerusform>%n de ore</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>un minut</numerusform>
            <numerusform>%n minute</numerusform>
            <numerusform>%n de minute</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>o secundă</numerusform>
            <numerusform>%n secunde</numerusform>
            <numerusform>%n de secunde</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Marks</name>
    <message>
        <source>delivered</source>
        <translation>ajuns</translation>
    </message>
    <message>
        <source>not delivered</source>
        <translation>n-a ajuns</translation>
    </message>
    <message>
        <source>not sent yet</source>
        <translation>încă netrimis</translation>
    </message>
    <message>
        <source>read</source>
        <translation>citit</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>trimis</translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n caracter</numerusform>
            <numerusform>%n caractere</numerusform>
            <numerusform>%n de caractere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n fișier</numerusform>
            <numerusform>%n fișiere</numerusform>
            <numerusform>%n de fișiere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s), special file(s), or unreadable name(s) or folder(s) left out</source>
        <translation>
            <numerusform>%n element omis: o legătură, un fișier special sau un nume ori un dosar care nu poate fi citit</numerusform>
            <numerusform>%n elemente omise: legături, fișiere speciale sau nume ori dosare care nu pot fi citite</numerusform>
            <numerusform>%n de elemente omise: legături, fișiere speciale sau nume ori dosare care nu pot fi citite</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done, but %n file(s) could not be sent.</source>
        <translation>
            <numerusform>Gata, dar %n fișier nu a putut fi trimis.</numerusform>
            <numerusform>Gata, dar %n fișiere nu au putut fi trimise.</numerusform>
            <numerusform>Gata, dar %n de fișiere nu au putut fi trimise.</numerusform>
        </translation>
    </message>
    <message>
        <source>Done. Every file was checked.</source>
        <translation>Gata. Fiecare fișier a fost verificat.</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>Se pregătește…</translation>
    </message>
    <message>
        <source>Paused here</source>
        <translation>În pauză aici</translation>
    </message>
    <message>
        <source>Paused on the other computer</source>
        <translation>În pauză pe celălalt calculator</translation>
    </message>
    <message>
        <source>Stopped here</source>
        <translation>Oprit aici</translation>
    </message>
    <message>
        <source>Stopped on the other computer</source>
        <translation>Oprit pe celălalt calculator</translation>
    </message>
    <message>
        <source>The line was lost. We keep trying, and go on where it stopped.</source>
        <translation>Legătura s-a pierdut. Încercăm în continuare și reluăm de unde s-a oprit.</translation>
    </message>
    <message>
        <source>The person did not allow it.</source>
        <translation>Persoana nu a permis.</translation>
    </message>
    <message>
        <source>Waiting for the answer</source>
        <translation>Se așteaptă răspunsul</translation>
    </message>
    <message>
        <source>Waiting until your helper takes them</source>
        <translation>Se așteaptă ca persoana care vă ajută să le preia</translation>
    </message>
    <message>
        <source>{count}, together {size}</source>
        <translation>{count}, în total {size}</translation>
    </message>
    <message>
        <source>{count}, {size}</source>
        <translation>{count}, {size}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} din {total}</translation>
    </message>
    <message>
        <source>{duration} left</source>
        <translation>încă {duration}</translation>
    </message>
    <message>
        <source>{number} B</source>
        <translation>{number} B</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} GB</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} MB</translation>
    </message>
    <message>
        <source>{number} kB</source>
        <translation>{number} kB</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>{size} pe secundă</translation>
    </message>
</context>
<context>
    <name>clip</name>
    <message>
        <source>Not sent yet: waiting for the program you copied this in…</source>
        <translation>Încă netrimis: așteptăm programul din care ați copiat…</translation>
    </message>
    <message>
        <source>Not sent: nothing is sent just now. Please press again when you go on.</source>
        <translation>Netrimis: acum nu se trimite nimic. Apăsați din nou când continuați.</translation>
    </message>
    <message>
        <source>Not sent: please wait a moment, then press again.</source>
        <translation>Netrimis: așteptați puțin, apoi apăsați din nou.</translation>
    </message>
    <message>
        <source>Not sent: that press seems to come from a program, not from your hand. Please press again.</source>
        <translation>Netrimis: apăsarea pare să vină de la un program, nu de la mâna dumneavoastră. Apăsați din nou.</translation>
    </message>
    <message>
        <source>Not sent: the other computer could not use what you copied.</source>
        <translation>Netrimis: celălalt calculator nu a putut folosi ce ați copiat.</translation>
    </message>
    <message>
        <source>Not sent: the person has stopped this, or has a question open. Try again later.</source>
        <translation>Netrimis: persoana a oprit asta sau răspunde la o întrebare. Încercați mai târziu.</translation>
    </message>
    <message>
        <source>Not sent: the picture is larger than {image_limit} or {pixels} million pixels. Copy a part of it, or use a file.</source>
        <translation>Netrimis: imaginea depășește {image_limit} sau {pixels} milioane de pixeli. Copiați o parte sau folosiți un fișier.</translation>
    </message>
    <message>
        <source>Not sent: the picture you copied cannot be read. Copy it again.</source>
        <translation>Netrimis: imaginea copiată nu poate fi citită. Copiați-o din nou.</translation>
    </message>
    <message>
        <source>Not sent: the program you copied this in does not answer. Try again in a moment.</source>
        <translation>Netrimis: programul din care ați copiat nu răspunde. Încercați din nou peste puțin timp.</translation>
    </message>
    <message>
        <source>Not sent: the text is longer than {text_limit}. Copy a part of it, or use a file.</source>
        <translation>Netrimis: textul depășește {text_limit}. Copiați o parte sau folosiți un fișier.</translation>
    </message>
    <message>
        <source>Not sent: what you copied is marked as a password or another secret.</source>
        <translation>Netrimis: ce ați copiat este marcat ca parolă sau alt secret.</translation>
    </message>
    <message>
        <source>On the person&apos;s clipboard now: the picture you copied, {width} by {height}.</source>
        <translation>Acum în clipboardul persoanei: imaginea copiată de dumneavoastră, {width} pe {height}.</translation>
    </message>
    <message>
        <source>On the person&apos;s clipboard now: the text you copied, {length}.</source>
        <translation>Acum în clipboardul persoanei: textul copiat de dumneavoastră, {length}.</translation>
    </message>
    <message>
        <source>Sent to {name}: the picture you copied, {width} by {height}.</source>
        <translation>Trimis către {name}: imaginea copiată, {width} pe {height}.</translation>
    </message>
    <message>
        <source>Sent to {name}: the text you copied, {length}.</source>
        <translation>Trimis către {name}: textul copiat, {length}.</translation>
    </message>
    <message>
        <source>The person sent a picture they copied, {width} by {height}.</source>
        <translation>Persoana a trimis imaginea copiată, {width} pe {height}.</translation>
    </message>
    <message>
        <source>The person sent text they copied, {length}: “{preview}”</source>
        <translation>Persoana a trimis textul copiat, {length}: „{preview}”</translation>
    </message>
    <message>
        <source>There is no text and no picture in what you copied.</source>
        <translation>În ce ați copiat nu este nici text, nici imagine.</translation>
    </message>
    <message>
        <source>{name} put a picture on your clipboard, {width} by {height}.</source>
        <translation>{name} a pus o imagine în clipboardul dumneavoastră, {width} pe {height}.</translation>
    </message>
    <message>
        <source>{name} put text on your clipboard, {length}.</source>
        <translation>{name} a pus text în clipboardul dumneavoastră, {length}.</translation>
    </message>
</context>
<context>
    <name>consent</name>
    <message>
        <source>Could be sent what was copied: {duration}</source>
        <translation>A putut primi ce s-a copiat: {duration}</translation>
    </message>
    <message>
        <source>Could put text and pictures on the clipboard: {duration}</source>
        <translation>A putut pune text și imagini în clipboard: {duration}</translation>
    </message>
    <message>
        <source>Could receive files: {duration}</source>
        <translation>A avut voie să primească fișiere: {duration}</translation>
    </message>
    <message>
        <source>Could see the screen: {duration}</source>
        <translation>A avut voie să vadă ecranul: {duration}</translation>
    </message>
    <message>
        <source>Could send files: {duration}</source>
        <translation>A avut voie să trimită fișiere: {duration}</translation>
    </message>
    <message>
        <source>Could talk through the computer: {duration}</source>
        <translation>A avut voie să vorbească prin calculator: {duration}</translation>
    </message>
    <message>
        <source>Could type commands: {duration}</source>
        <translation>A avut voie să scrie comenzi: {duration}</translation>
    </message>
    <message>
        <source>Could use the mouse and keyboard: {duration}</source>
        <translation>A avut voie să folosească mouse-ul și tastatura: {duration}</translation>
    </message>
    <message>
        <source>Facts about the computer</source>
        <translation>Date despre calculator</translation>
    </message>
    <message>
        <source>Get what is copied</source>
        <translation>Primește ce s-a copiat</translation>
    </message>
    <message>
        <source>Mouse and keyboard</source>
        <translation>Mouse și tastatură</translation>
    </message>
    <message>
        <source>Put on the clipboard</source>
        <translation>Pune în clipboard</translation>
    </message>
    <message>
        <source>Read facts about the computer: {duration}</source>
        <translation>A avut voie să citească date despre calculator: {duration}</translation>
    </message>
    <message>
        <source>Receive files</source>
        <translation>Primirea fișierelor</translation>
    </message>
    <message>
        <source>Record the screen</source>
        <translation>Înregistrarea ecranului</translation>
    </message>
    <message>
        <source>Recorded the screen: {duration}</source>
        <translation>A înregistrat ecranul: {duration}</translation>
    </message>
    <message>
        <source>See the screen</source>
        <translation>Vederea ecranului</translation>
    </message>
    <message>
        <source>Send files</source>
        <translation>Trimiterea fișierelor</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Convorbire</translation>
    </message>
    <message>
        <source>Type commands</source>
        <translation>Scrierea comenzilor</translation>
    </message>
    <message>
        <source>{name} asks to put text or pictures on your clipboard.</source>
        <translation>{name} cere să pună text sau imagini în clipboardul dumneavoastră.</translation>
    </message>
    <message>
        <source>{name} asks to read facts about your computer.</source>
        <translation>{name} vă cere permisiunea să citească date despre calculator.</translation>
    </message>
    <message>
        <source>{name} asks to record what is on your screen.</source>
        <translation>{name} vă cere permisiunea să vă înregistreze ecranul.</translation>
    </message>
    <message>
        <source>{name} asks to see your screen.</source>
        <translation>{name} vă cere permisiunea să vă vadă ecranul.</translation>
    </message>
    <message>
        <source>{name} asks to send you files.</source>
        <translation>{name} cere să vă trimită fișiere.</translation>
    </message>
    <message>
        <source>{name} asks to talk with you through the computer.</source>
        <translation>{name} vă cere permisiunea să vorbiți prin calculator.</translation>
    </message>
    <message>
        <source>{name} asks to type commands on your computer.</source>
        <translation>{name} vă cere permisiunea să scrie comenzi pe calculator.</translation>
    </message>
    <message>
        <source>{name} asks to use your mouse and keyboard.</source>
        <translation>{name} vă cere permisiunea să folosească mouse-ul și tastatura.</translation>
    </message>
    <message>
        <source>{name} asks you for files.</source>
        <translation>{name} vă cere fișiere.</translation>
    </message>
    <message>
        <source>{name} asks you to send text or pictures you copy.</source>
        <translation>{name} vă cere să trimiteți text sau imagini pe care le copiați.</translation>
    </message>
</context>
<context>
    <name>console</name>
    <message>
        <source>Another user&apos;s desktop came up over there, so this is off: {right}.</source>
        <translation>Acolo s-a deschis desktopul altui utilizator, așa că s-a oprit: {right}.</translation>
    </message>
    <message>
        <source>Ask for mouse and keyboard, or give them back</source>
        <translation>Cereți mouse-ul și tastatura sau renunțați la ele</translation>
    </message>
    <message>
        <source>Ask to see the screen, or give it back</source>
        <translation>Cereți să vedeți ecranul sau renunțați</translation>
    </message>
    <message>
        <source>Asked, waiting for an answer</source>
        <translation>Cerut, așteptăm răspunsul</translation>
    </message>
    <message>
        <source>Bring the keyboard back from the picture</source>
        <translation>Aduceți tastatura înapoi de pe imagine</translation>
    </message>
    <message>
        <source>Clear the drawing</source>
        <translation>Ștergeți desenul</translation>
    </message>
    <message>
        <source>Close an ended tab</source>
        <translation>Închideți fila unei sesiuni încheiate</translation>
    </message>
    <message>
        <source>Connected, nothing is shown yet</source>
        <translation>Conectat, încă nu se vede nimic</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Se conectează</translation>
    </message>
    <message>
        <source>Connecting to the person&apos;s computer.</source>
        <translation>Ne conectăm la calculatorul persoanei.</translation>
    </message>
    <message>
        <source>Ctrl and the wheel</source>
        <translation>Ctrl și rotița</translation>
    </message>
    <message>
        <source>Draw a box</source>
        <translation>Desenați un chenar</translation>
    </message>
    <message>
        <source>Draw an arrow</source>
        <translation>Desenați o săgeată</translation>
    </message>
    <message>
        <source>Draw freehand</source>
        <translation>Desenați liber</translation>
    </message>
    <message>
        <source>End the session</source>
        <translation>Încheiați sesiunea</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Încheiată</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Ecran complet</translation>
    </message>
    <message>
        <source>Go to tab 1 to 9</source>
        <translation>Fila de la 1 la 9</translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation>Mergeți la imagine</translation>
    </message>
    <message>
        <source>It was not used for a while, so it is off: {right}.</source>
        <translation>Nu a fost folosit de ceva vreme, așa că s-a oprit: {right}.</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Mai mare</translation>
    </message>
    <message>
        <source>Larger or smaller, around the pointer, while the keyboard is here</source>
        <translation>Mai mare sau mai mic, în jurul indicatorului, cât tastatura este aici</translation>
    </message>
    <message>
        <source>Leave this off on a computer that other people use as well.</source>
        <translation>Nu bifați pe un calculator folosit și de alte persoane.</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>Fila următoare</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Nu este permis</translation>
    </message>
    <message>
        <source>Nothing is shown meanwhile.</source>
        <translation>Între timp nu se vede nimic.</translation>
    </message>
    <message>
        <source>Nothing is shown until they go on.</source>
        <translation>Nu se vede nimic până la reluare.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Oprit</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Pornit</translation>
    </message>
    <message>
        <source>On hold during the question</source>
        <translation>Suspendat cât durează întrebarea</translation>
    </message>
    <message>
        <source>On hold, paused</source>
        <translation>Suspendat: pauză</translation>
    </message>
    <message>
        <source>On hold, the person is using it</source>
        <translation>Suspendat: lucrează persoana</translation>
    </message>
    <message>
        <source>Paused by the person</source>
        <translation>Pauză cerută de persoană</translation>
    </message>
    <message>
        <source>Point at something on their screen</source>
        <translation>Indicați ceva pe ecranul lor</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>Fila anterioară</translation>
    </message>
    <message>
        <source>Put what you copied on their clipboard</source>
        <translation>Puneți ce ați copiat în clipboardul persoanei</translation>
    </message>
    <message>
        <source>Right Ctrl, Ctrl+Alt+Shift</source>
        <translation>Ctrl dreapta, Ctrl+Alt+Shift</translation>
    </message>
    <message>
        <source>Say what you want to look at, then ask.</source>
        <translation>Spuneți ce doriți să vedeți, apoi cereți.</translation>
    </message>
    <message>
        <source>Show or hide the last minute of the line</source>
        <translation>Arătați sau ascundeți ultimul minut al legăturii</translation>
    </message>
    <message>
        <source>Show or hide the panel</source>
        <translation>Arătați sau ascundeți panoul</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Mai mic</translation>
    </message>
    <message>
        <source>Talk about it first; then you can ask again.</source>
        <translation>Discutați mai întâi; apoi puteți cere din nou.</translation>
    </message>
    <message>
        <source>The first picture is on its way.</source>
        <translation>Prima imagine este pe drum.</translation>
    </message>
    <message>
        <source>The keyring of this computer does not answer, so your sign-in lasts until you close this window.</source>
        <translation>Inelul de chei al acestui calculator nu răspunde, așa că rămâneți conectat doar până închideți această fereastră.</translation>
    </message>
    <message>
        <source>The keyring of this computer does not work, so your sign-in lasts until you close this window.</source>
        <translation>Inelul de chei al acestui calculator nu funcționează, așa că rămâneți conectat doar până închideți această fereastră.</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked, so your sign-in lasts until you close this window.</source>
        <translation>Inelul de chei al acestui calculator este blocat, așa că rămâneți conectat doar până închideți această fereastră.</translation>
    </message>
    <message>
        <source>The line is silent</source>
        <translation>Legătura tace</translation>
    </message>
    <message>
        <source>The line is silent.</source>
        <translation>Legătura tace.</translation>
    </message>
    <message>
        <source>The person did not allow you to see the screen.</source>
        <translation>Persoana nu v-a permis să vedeți ecranul.</translation>
    </message>
    <message>
        <source>The person has paused.</source>
        <translation>Persoana a pus pauză.</translation>
    </message>
    <message>
        <source>The person has taken this back: {right}.</source>
        <translation>Persoana a retras acest drept: {right}.</translation>
    </message>
    <message>
        <source>The person is answering a question</source>
        <translation>Persoana răspunde la o întrebare</translation>
    </message>
    <message>
        <source>The person is answering a question.</source>
        <translation>Persoana răspunde la o întrebare.</translation>
    </message>
    <message>
        <source>The person&apos;s computer was asleep, so this is off: {right}.</source>
        <translation>Calculatorul persoanei a fost în repaus, așa că s-a oprit: {right}.</translation>
    </message>
    <message>
        <source>The person&apos;s screen was locked, so this is off: {right}.</source>
        <translation>Ecranul persoanei a fost blocat, așa că s-a oprit: {right}.</translation>
    </message>
    <message>
        <source>The time for it is over: {right}.</source>
        <translation>Timpul a expirat: {right}.</translation>
    </message>
    <message>
        <source>The two programs are making sure that they talk to each other.</source>
        <translation>Cele două programe verifică dacă vorbesc unul cu celălalt.</translation>
    </message>
    <message>
        <source>This computer has no keyring to keep a sign-in safe, so yours lasts until you close this window.</source>
        <translation>Acest calculator nu are un inel de chei sigur, așa că rămâneți conectat doar până închideți această fereastră.</translation>
    </message>
    <message>
        <source>This is the last picture. We keep trying; you control nothing until it is back.</source>
        <translation>Aceasta este ultima imagine. Încercăm în continuare; până revine legătura nu controlați nimic.</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Această listă</translation>
    </message>
    <message>
        <source>Type a code</source>
        <translation>Scrieți un cod</translation>
    </message>
    <message>
        <source>Type the clipboard as keys</source>
        <translation>Tastați conținutul clipboardului</translation>
    </message>
    <message>
        <source>What your keys become: automatic, characters, keys</source>
        <translation>Ce devin tastele: automat, caractere, taste</translation>
    </message>
    <message>
        <source>Whole picture or actual size</source>
        <translation>Toată imaginea sau mărimea reală</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Scrieți un mesaj</translation>
    </message>
    <message>
        <source>Write in the panel why you want to see it, then ask. Your organisation&apos;s rules want a reason.</source>
        <translation>Scrieți în panou de ce doriți să îl vedeți, apoi cereți. Regulile organizației vor un motiv.</translation>
    </message>
    <message>
        <source>Write why you ask</source>
        <translation>Scrieți de ce cereți</translation>
    </message>
    <message>
        <source>You can still write to the person. An admin of your server can change this.</source>
        <translation>Puteți în continuare să scrieți persoanei. Un administrator al serverului poate schimba acest lucru.</translation>
    </message>
    <message>
        <source>You do not see this screen yet.</source>
        <translation>Încă nu vedeți acest ecran.</translation>
    </message>
    <message>
        <source>You see the screen</source>
        <translation>Vedeți ecranul</translation>
    </message>
    <message>
        <source>You see the screen and can use it</source>
        <translation>Vedeți ecranul și îl puteți folosi</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow this</source>
        <translation>Regulile organizației nu permit acest lucru</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow you to see screens.</source>
        <translation>Regulile organizației nu vă permit să vedeți ecrane.</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>recuperează</translation>
    </message>
    <message>
        <source>covered</source>
        <translation>acoperit</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>imagine înghețată</translation>
    </message>
    <message>
        <source>frozen, the line is silent</source>
        <translation>imagine înghețată, legătura tace</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>fără imagine</translation>
    </message>
    <message>
        <source>patchy line</source>
        <translation>legătură cu pierderi</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pauză</translation>
    </message>
    <message>
        <source>sharp</source>
        <translation>clar</translation>
    </message>
    <message>
        <source>slow line</source>
        <translation>legătură lentă</translation>
    </message>
    <message>
        <source>soft while it moves</source>
        <translation>neclar cât se mișcă</translation>
    </message>
    <message>
        <source>{number} Mbit/s</source>
        <translation>{number} Mbit/s</translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation>{number} ms</translation>
    </message>
</context>
<context>
    <name>console_story</name>
    <message>
        <source>Allowed: {right}.</source>
        <translation>Permis: {right}.</translation>
    </message>
    <message>
        <source>Connected.</source>
        <translation>Conectat.</translation>
    </message>
    <message>
        <source>No longer allowed: {right}.</source>
        <translation>Nu mai este permis: {right}.</translation>
    </message>
    <message>
        <source>Not allowed: {right}.</source>
        <translation>Nu s-a permis: {right}.</translation>
    </message>
    <message>
        <source>The line was silent for {length_ms}.</source>
        <translation>Linia n-a răspuns: {length_ms}.</translation>
    </message>
    <message>
        <source>The person ended the pause.</source>
        <translation>Persoana a încheiat pauza.</translation>
    </message>
    <message>
        <source>The person paused.</source>
        <translation>Persoana a pus pauză.</translation>
    </message>
    <message>
        <source>The person sent a picture they had copied, {width_px} by {height_px}.</source>
        <translation>Persoana a trimis imaginea copiată, {width_px} pe {height_px}.</translation>
    </message>
    <message>
        <source>The person sent text they had copied, {length_chars}.</source>
        <translation>Persoana a trimis textul copiat, {length_chars}.</translation>
    </message>
    <message>
        <source>You asked for: {right}.</source>
        <translation>Ați cerut: {right}.</translation>
    </message>
    <message>
        <source>You put a picture on the person&apos;s clipboard, {width_px} by {height_px}.</source>
        <translation>Ați pus o imagine în clipboardul persoanei, {width_px} pe {height_px}.</translation>
    </message>
    <message>
        <source>You put text on the person&apos;s clipboard, {length_chars}.</source>
        <translation>Ați pus text în clipboardul persoanei, {length_chars}.</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>A code has only digits.</source>
        <translation>Codul are numai cifre.</translation>
    </message>
    <message>
        <source>An admin of your server ended this session. Ask there if you do not know why.</source>
        <translation>Un administrator al serverului dumneavoastră a încheiat această sesiune. Întrebați acolo dacă nu știți de ce.</translation>
    </message>
    <message>
        <source>Digits are missing in the code.</source>
        <translation>Lipsesc cifre din cod.</translation>
    </message>
    <message>
        <source>Digits are missing. Please compare with what the person reads.</source>
        <translation>Lipsesc cifre. Comparați cu ce vi se dictează.</translation>
    </message>
    <message>
        <source>Go on in your browser: nobody has said yes there yet.</source>
        <translation>Continuați în browser: acolo nu a confirmat încă nimeni.</translation>
    </message>
    <message>
        <source>It took too long to connect. Make a new code and read it again.</source>
        <translation>Conectarea a durat prea mult. Creați un cod nou și spuneți-l din nou.</translation>
    </message>
    <message>
        <source>No screen was found. Please start this program from your desktop, not from a remote console.</source>
        <translation>Nu s-a găsit niciun ecran. Porniți programul de pe desktop, nu dintr-o consolă la distanță.</translation>
    </message>
    <message>
        <source>Nobody said yes in the browser in time, or the server does not know about it any more. Begin again, or use your password.</source>
        <translation>Nimeni nu a confirmat la timp în browser sau serverul nu mai știe de aceasta. Începeți din nou sau folosiți parola.</translation>
    </message>
    <message>
        <source>Nothing of the person&apos;s screen can be read: you see only black.</source>
        <translation>Nu se poate citi nimic de pe ecranul persoanei: vedeți doar negru.</translation>
    </message>
    <message>
        <source>On this computer your helper can see but cannot use the mouse and keyboard.</source>
        <translation>Pe acest calculator, persoana care vă ajută poate vedea, dar nu poate folosi mouse-ul și tastatura.</translation>
    </message>
    <message>
        <source>One digit is wrong or two are swapped. Nothing was sent; ask the person to read the code again.</source>
        <translation>O cifră este greșită sau două sunt inversate. Nu s-a trimis nimic; cereți să vi se citească din nou codul.</translation>
    </message>
    <message>
        <source>One digit of the code is wrong.</source>
        <translation>O cifră din cod este greșită.</translation>
    </message>
    <message>
        <source>Somebody has already used this code. Ask the person to make a new one and read it again.</source>
        <translation>Cineva a folosit deja acest cod. Cereți crearea unui cod nou și citirea lui.</translation>
    </message>
    <message>
        <source>Somebody has tried to use the same code a second time and was refused. Nothing changes for you; ask the person whether anybody else has the code.</source>
        <translation>Cineva a încercat să folosească același cod a doua oară și a fost refuzat. Pentru dumneavoastră nu se schimbă nimic; întrebați persoana dacă mai are cineva codul.</translation>
    </message>
    <message>
        <source>Somebody has tried to use your code a second time and was refused. If you do not know the helper named here, do not allow anything.</source>
        <translation>Cineva a încercat să folosească codul dumneavoastră a doua oară și a fost refuzat. Dacă nu cunoașteți persoana numită aici, nu permiteți nimic.</translation>
    </message>
    <message>
        <source>Somebody in between may have tampered with the connection, so it was closed. Do not go on if this happens again.</source>
        <translation>Este posibil ca cineva să fi intervenit în conexiune, așa că a fost închisă. Nu continuați dacă se întâmplă din nou.</translation>
    </message>
    <message>
        <source>Something answers at {host}, but not as the server we need. Check the address, or ask whoever gave you this program.</source>
        <translation>La {host} răspunde altceva decât serverul de care avem nevoie. Verificați adresa sau întrebați persoana care v-a dat programul.</translation>
    </message>
    <message>
        <source>Something this program needs is missing on this computer ({detail}).</source>
        <translation>Pe acest calculator lipsește ceva necesar programului ({detail}).</translation>
    </message>
    <message>
        <source>Something went wrong ({code}). Please start again.</source>
        <translation>Ceva nu a mers bine ({code}). Începeți din nou.</translation>
    </message>
    <message>
        <source>Something went wrong that should not have. Please start again.</source>
        <translation>A apărut o eroare neașteptată. Începeți din nou.</translation>
    </message>
    <message>
        <source>That is not an e-mail address. Please check how it is written.</source>
        <translation>Aceasta nu este o adresă de e-mail. Verificați cum este scrisă.</translation>
    </message>
    <message>
        <source>That kind of problem is no longer in the list. Please choose another one.</source>
        <translation>Acest fel de problemă nu mai este în listă. Vă rugăm să alegeți altul.</translation>
    </message>
    <message>
        <source>The certificate file {path} cannot be read.</source>
        <translation>Fișierul de certificat {path} nu poate fi citit.</translation>
    </message>
    <message>
        <source>The code has only digits.</source>
        <translation>Codul are numai cifre.</translation>
    </message>
    <message>
        <source>The code was not used within ten minutes, so it no longer works. Make a new one and read it again.</source>
        <translation>Codul nu a fost folosit în zece minute și nu mai este valabil. Creați unul nou și spuneți-l din nou.</translation>
    </message>
    <message>
        <source>The code was wrong and no longer works. Ask the person to make a new one and read it again.</source>
        <translation>Codul a fost greșit și nu mai este valabil. Cereți crearea unuia nou și citirea lui.</translation>
    </message>
    <message>
        <source>The code was wrong, so it no longer works. Make a new one and read it again.</source>
        <translation>Codul a fost greșit și nu mai este valabil. Creați unul nou și spuneți-l din nou.</translation>
    </message>
    <message>
        <source>The connection could not be made. Ask the person for a new code.</source>
        <translation>Conexiunea nu a reușit. Cereți un cod nou.</translation>
    </message>
    <message>
        <source>The connection did not come about. Ask the person for a new code.</source>
        <translation>Conexiunea nu s-a realizat. Cereți persoanei un cod nou.</translation>
    </message>
    <message>
        <source>The connection did not come about. Please make a new code.</source>
        <translation>Conexiunea nu s-a realizat. Faceți, vă rugăm, un cod nou.</translation>
    </message>
    <message>
        <source>The connection to the person was lost and did not come back.</source>
        <translation>Legătura cu celălalt calculator s-a pierdut și nu a revenit.</translation>
    </message>
    <message>
        <source>The connection was closed because something arrived that does not belong there. Please start again.</source>
        <translation>Conexiunea a fost închisă pentru că au sosit date nepotrivite. Începeți din nou.</translation>
    </message>
    <message>
        <source>The connection was lost and did not come back.</source>
        <translation>Conexiunea s-a pierdut și nu a revenit.</translation>
    </message>
    <message>
        <source>The connection was lost. We keep trying.</source>
        <translation>Conexiunea s-a pierdut. Încercăm în continuare.</translation>
    </message>
    <message>
        <source>The desktop was closed, so the help has ended.</source>
        <translation>Sesiunea de lucru a fost închisă, așa că ajutorul s-a încheiat.</translation>
    </message>
    <message>
        <source>The e-mail address or the password is wrong.</source>
        <translation>Adresa de e-mail sau parola este greșită.</translation>
    </message>
    <message>
        <source>The file {file} could not be saved. Please choose another folder. ({detail})</source>
        <translation>Fișierul {file} nu a putut fi salvat. Alegeți alt dosar. ({detail})</translation>
    </message>
    <message>
        <source>The keys that stop everything are taken by another program. Use the Stop button instead.</source>
        <translation>Tastele care opresc tot sunt folosite de alt program. Folosiți butonul „Oprire”.</translation>
    </message>
    <message>
        <source>The other program sent something we do not trust, so the connection was not made. Please start again.</source>
        <translation>Celălalt program a trimis date în care nu avem încredere, așa că nu s-a făcut conexiunea. Începeți din nou.</translation>
    </message>
    <message>
        <source>The other side sent something broken; asking for the picture again.</source>
        <translation>Cealaltă parte a trimis ceva stricat; cerem imaginea din nou.</translation>
    </message>
    <message>
        <source>The people who look after this service ended the help. You did nothing wrong. Your helper can no longer see or do anything here.</source>
        <translation>Cei care se ocupă de acest serviciu au încheiat ajutorul. Nu ați greșit cu nimic. Persoana care vă ajuta nu mai vede și nu mai poate face nimic aici.</translation>
    </message>
    <message>
        <source>The person closed the code before the connection was made.</source>
        <translation>Codul a fost închis înainte de conectare.</translation>
    </message>
    <message>
        <source>The person has no key to stop everything; Stop still works.</source>
        <translation>Pe celălalt calculator nu există taste de oprire; butonul „Oprire” funcționează.</translation>
    </message>
    <message>
        <source>The person stopped everything with the keys.</source>
        <translation>Totul a fost oprit de la taste pe celălalt calculator.</translation>
    </message>
    <message>
        <source>The person stopped the help.</source>
        <translation>Persoana ajutată a oprit sesiunea.</translation>
    </message>
    <message>
        <source>The person&apos;s computer did not answer in time. Ask for a new code.</source>
        <translation>Calculatorul nu a răspuns la timp. Cereți un cod nou.</translation>
    </message>
    <message>
        <source>The person&apos;s computer does not allow the mouse and keyboard to be used from here.</source>
        <translation>Celălalt calculator nu permite folosirea mouse-ului și a tastaturii de aici.</translation>
    </message>
    <message>
        <source>The person&apos;s computer does not let the program show the screen.</source>
        <translation>Celălalt calculator nu lasă programul să arate ecranul.</translation>
    </message>
    <message>
        <source>The person&apos;s desktop runs on Wayland, where this version cannot show the screen.</source>
        <translation>Celălalt calculator folosește Wayland, unde această versiune nu poate arăta ecranul.</translation>
    </message>
    <message>
        <source>The person&apos;s desktop was closed: they signed out, or their screen stopped working.</source>
        <translation>Sesiunea de lucru a persoanei a fost închisă: s-a deconectat sau ecranul nu mai funcționează.</translation>
    </message>
    <message>
        <source>The person&apos;s screen cannot be read just now.</source>
        <translation>Ecranul celuilalt calculator nu poate fi citit acum.</translation>
    </message>
    <message>
        <source>The person&apos;s screen cannot be read just now. What you see is the last picture.</source>
        <translation>Ecranul persoanei nu poate fi citit acum. Vedeți ultima imagine.</translation>
    </message>
    <message>
        <source>The person&apos;s screen is locked or its screen saver is on, so you see only black.</source>
        <translation>Ecranul persoanei este blocat sau are economizorul pornit, așa că vedeți doar negru.</translation>
    </message>
    <message>
        <source>The record on this computer cannot be written ({detail}), so nothing can be allowed. Is the disk full?</source>
        <translation>Înregistrarea nu poate fi scrisă pe acest calculator ({detail}), așa că nu se poate permite nimic. Este discul plin?</translation>
    </message>
    <message>
        <source>The screen could not be read. Your helper sees nothing. Stop and start again if it stays so.</source>
        <translation>Ecranul nu a putut fi citit. Persoana care vă ajută nu vede nimic. Dacă rămâne așa, opriți și începeți din nou.</translation>
    </message>
    <message>
        <source>The screen that was shown is no longer there. Ask to see it again.</source>
        <translation>Ecranul arătat nu mai există. Cereți din nou să îl vedeți.</translation>
    </message>
    <message>
        <source>The screen that you saw is no longer there. The person is asked whether to show another one.</source>
        <translation>Ecranul pe care îl vedeați nu mai este acolo. Persoana este întrebată dacă arată altul.</translation>
    </message>
    <message>
        <source>The screen you were showing is no longer there, so nothing is shown any more.</source>
        <translation>Ecranul pe care îl arătați nu mai există, așa că nu se mai arată nimic.</translation>
    </message>
    <message>
        <source>The server address cannot be used. Please check how it is written.</source>
        <translation>Adresa serverului nu poate fi folosită. Verificați cum este scrisă.</translation>
    </message>
    <message>
        <source>The server address is not protected, so it is not used. It has to begin with https://.</source>
        <translation>Adresa serverului nu este protejată, așa că nu este folosită. Trebuie să înceapă cu https://.</translation>
    </message>
    <message>
        <source>The server cannot write its record just now, so nothing new can be allowed. Please try again soon.</source>
        <translation>Serverul nu poate scrie acum înregistrarea, așa că nu se poate permite nimic nou. Încercați din nou peste puțin timp.</translation>
    </message>
    <message>
        <source>The server did not accept an entry of the record, so nothing new can be allowed.</source>
        <translation>Serverul nu a acceptat o linie din înregistrare, așa că nu se poate permite nimic nou.</translation>
    </message>
    <message>
        <source>The server did not allow this. Please start again.</source>
        <translation>Serverul nu a permis acest lucru. Începeți din nou.</translation>
    </message>
    <message>
        <source>The server did not let this program in. Please start again.</source>
        <translation>Serverul nu a primit acest program. Începeți din nou.</translation>
    </message>
    <message>
        <source>The server has lost the code from before, so it no longer works. This is a new one. Please read it again.</source>
        <translation>Serverul a pierdut codul de dinainte, așa că acela nu mai este valabil. Acesta este unul nou. Citiți-l încă o dată, vă rugăm.</translation>
    </message>
    <message>
        <source>The server is busy. Please wait a minute, then try again.</source>
        <translation>Serverul este ocupat. Așteptați un minut, apoi încercați din nou.</translation>
    </message>
    <message>
        <source>The server is restarting. It will be back in a moment.</source>
        <translation>Serverul repornește. Revine imediat.</translation>
    </message>
    <message>
        <source>The server no longer knows this connection. Please start again.</source>
        <translation>Serverul nu mai cunoaște această conexiune. Începeți din nou.</translation>
    </message>
    <message>
        <source>The server takes nothing more about this session: it does so for 24 hours after the end.</source>
        <translation>Serverul nu mai primește nimic despre această sesiune: o face timp de 24 de ore după sfârșit.</translation>
    </message>
    <message>
        <source>The server {host} cannot be reached just now. Please leave this page open: we keep trying, and the code stays as it is if the server still has it.</source>
        <translation>Serverul {host} nu poate fi contactat acum. Lăsați, vă rugăm, această pagină deschisă: încercăm în continuare, iar codul rămâne același dacă serverul îl mai are.</translation>
    </message>
    <message>
        <source>The server {host} could not prove who it is ({detail}), so nothing was sent. Ask whoever gave you this program: if the server has an authority of its own, they have a file for the option --ca-file.</source>
        <translation>Serverul {host} nu a putut dovedi cine este ({detail}), de aceea nu s-a trimis nimic. Întrebați persoana de la care aveți programul: dacă serverul are o autoritate proprie, ea are un fișier pentru opțiunea --ca-file.</translation>
    </message>
    <message>
        <source>The server {host} could not prove who it is ({detail}), so nothing was sent. Check the date of this computer, or ask whoever gave you this program.</source>
        <translation>Serverul {host} nu a putut dovedi cine este ({detail}), așa că nu s-a trimis nimic. Verificați data calculatorului sau întrebați persoana care v-a dat programul.</translation>
    </message>
    <message>
        <source>The server {host} could not prove who it is ({detail}), so nothing was sent. Check the server&apos;s address, or ask whoever gave you this program.</source>
        <translation>Serverul {host} nu a putut dovedi cine este ({detail}), de aceea nu s-a trimis nimic. Verificați adresa serverului sau întrebați persoana de la care aveți programul.</translation>
    </message>
    <message>
        <source>The server {host} does not answer. We keep trying.</source>
        <translation>Serverul {host} nu răspunde. Încercăm în continuare.</translation>
    </message>
    <message>
        <source>The settings of this program cannot be used ({detail}). Ask whoever gave you this program.</source>
        <translation>Setările programului nu pot fi folosite ({detail}). Întrebați persoana care v-a dat programul.</translation>
    </message>
    <message>
        <source>The sign-in was refused in the browser. If that was not you, tell whoever runs the server.</source>
        <translation>Conectarea a fost refuzată în browser. Dacă nu ați fost dvs., anunțați persoana care administrează serverul.</translation>
    </message>
    <message>
        <source>The time was over.</source>
        <translation>Timpul a expirat.</translation>
    </message>
    <message>
        <source>The two computers could not reach each other in time. Check the internet connection and start again.</source>
        <translation>Cele două calculatoare nu au putut lua legătura la timp. Verificați conexiunea la internet și începeți din nou.</translation>
    </message>
    <message>
        <source>There are too many digits in the code.</source>
        <translation>Codul are prea multe cifre.</translation>
    </message>
    <message>
        <source>There are too many digits. Please compare with what the person reads.</source>
        <translation>Sunt prea multe cifre. Comparați cu ce vi se dictează.</translation>
    </message>
    <message>
        <source>There is already a file named {file}. Please choose another name; nothing was changed.</source>
        <translation>Există deja un fișier numit {file}. Alegeți alt nume; nu s-a schimbat nimic.</translation>
    </message>
    <message>
        <source>There is no certificate in the file {path}.</source>
        <translation>În fișierul {path} nu există niciun certificat.</translation>
    </message>
    <message>
        <source>This code does not exist or has expired. Ask the person to make a new one and read it again.</source>
        <translation>Acest cod nu există sau a expirat. Cereți crearea unuia nou și citirea lui.</translation>
    </message>
    <message>
        <source>This code does not work any more. Make a new one.</source>
        <translation>Acest cod nu mai este valabil. Creați unul nou.</translation>
    </message>
    <message>
        <source>This code has expired. Ask the person to make a new one and read it again.</source>
        <translation>Acest cod a expirat. Cereți crearea unuia nou și citirea lui.</translation>
    </message>
    <message>
        <source>This code is wrong, or its half minute is over. Type the one that shows now. If it is refused again, look whether the clock of your phone is right.</source>
        <translation>Codul este greșit sau i-a trecut jumătatea de minut. Scrieți-l pe cel arătat acum. Dacă este respins din nou, verificați ceasul telefonului.</translation>
    </message>
    <message>
        <source>This code was already used. Make a new one and read it again.</source>
        <translation>Acest cod a fost deja folosit. Creați unul nou și spuneți-l din nou.</translation>
    </message>
    <message>
        <source>This code was used already. Wait for the next one; it comes within half a minute.</source>
        <translation>Acest cod a fost deja folosit. Așteptați-l pe următorul; apare în cel mult jumătate de minut.</translation>
    </message>
    <message>
        <source>This computer does not let the program show your screen. Allow it in the system settings under privacy, then start again.</source>
        <translation>Calculatorul nu lasă programul să vă arate ecranul. Permiteți acest lucru în setările de confidențialitate ale sistemului, apoi începeți din nou.</translation>
    </message>
    <message>
        <source>This program is too old or too new for the server {host}. Please install the current version.</source>
        <translation>Versiunea programului nu se potrivește cu serverul {host}. Instalați versiunea curentă.</translation>
    </message>
    <message>
        <source>This program was not installed as it should be ({library}). Please install it again.</source>
        <translation>Programul nu a fost instalat corect ({library}). Instalați-l din nou.</translation>
    </message>
    <message>
        <source>Too many attempts. Please wait a moment, then try again.</source>
        <translation>Prea multe încercări. Așteptați puțin, apoi încercați din nou.</translation>
    </message>
    <message>
        <source>We cannot reach the server {host}. Check the internet connection, then press Try again.</source>
        <translation>Nu putem contacta serverul {host}. Verificați conexiunea la internet, apoi apăsați „Încercați din nou”.</translation>
    </message>
    <message>
        <source>You are no longer signed in. Please sign in again.</source>
        <translation>Autentificarea a expirat. Autentificați-vă din nou.</translation>
    </message>
    <message>
        <source>You ended the help.</source>
        <translation>Ați încheiat sesiunea.</translation>
    </message>
    <message>
        <source>You sign in to {host} with a passkey, not with a password. Press “Sign in with your browser”.</source>
        <translation>La {host} vă conectați cu o cheie de acces, nu cu parola. Apăsați „Conectare prin browser”.</translation>
    </message>
    <message>
        <source>You stopped everything with the keys.</source>
        <translation>Ați oprit totul de la taste.</translation>
    </message>
    <message>
        <source>You stopped the help.</source>
        <translation>Ați oprit ajutorul.</translation>
    </message>
    <message>
        <source>You were signed out: the time of your sign-in is over, or it was ended. Please sign in again.</source>
        <translation>Ați fost deconectat: timpul autentificării a trecut sau a fost încheiată. Vă rugăm să vă autentificați din nou.</translation>
    </message>
    <message>
        <source>Your access to the server {host} was taken away, so you are no longer signed in. Ask whoever looks after the accounts there.</source>
        <translation>Accesul dumneavoastră la serverul {host} a fost retras, de aceea nu mai sunteți în sistem. Adresați-vă persoanei care administrează conturile de acolo.</translation>
    </message>
    <message>
        <source>Your account may not do this. Ask your administrator.</source>
        <translation>Contul dumneavoastră nu are acest drept. Întrebați administratorul.</translation>
    </message>
    <message>
        <source>Your account needs a second factor and has none. Ask whoever looks after the accounts of {host} for one.</source>
        <translation>Contul dumneavoastră cere un al doilea factor și nu are. Cereți unul de la cine se ocupă de conturile de pe {host}.</translation>
    </message>
    <message>
        <source>Your account needs the code as well.</source>
        <translation>Contul dumneavoastră cere și codul.</translation>
    </message>
    <message>
        <source>Your desktop runs on Wayland, where this version cannot show the screen. Sign out, choose an Xorg session where you sign in, and start again.</source>
        <translation>Desktopul dumneavoastră folosește Wayland, unde această versiune nu poate arăta ecranul. Deconectați-vă, alegeți o sesiune Xorg la autentificare și începeți din nou.</translation>
    </message>
    <message>
        <source>Your helper could not be connected. Make a new code and read it again.</source>
        <translation>Persoana care vă ajută nu a putut fi conectată. Creați un cod nou și spuneți-l din nou.</translation>
    </message>
    <message>
        <source>Your helper gave up before the connection was made. Make a new code.</source>
        <translation>Persoana care vă ajută a renunțat înainte de conectare. Creați un cod nou.</translation>
    </message>
    <message>
        <source>Your helper has finished.</source>
        <translation>Persoana care vă ajută a încheiat.</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow more sessions at once. End one first, then try again.</source>
        <translation>Regulile organizației nu permit mai multe sesiuni în același timp. Încheiați întâi una, apoi încercați din nou.</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not let a session begin at this time. An admin of your server knows when.</source>
        <translation>Regulile organizației nu permit începerea unei sesiuni la această oră. Un administrator al serverului știe când se poate.</translation>
    </message>
    <message>
        <source>its certificate is signed by nobody whom this computer trusts</source>
        <translation>certificatul lui nu este semnat de nimeni în care acest calculator are încredere</translation>
    </message>
    <message>
        <source>the certificate belongs to another server</source>
        <translation>certificatul aparține altui server</translation>
    </message>
    <message>
        <source>the certificate cannot be trusted</source>
        <translation>certificatul nu este de încredere</translation>
    </message>
    <message>
        <source>the certificate has expired</source>
        <translation>certificatul a expirat</translation>
    </message>
    <message>
        <source>the certificate is not valid yet</source>
        <translation>certificatul nu este încă valabil</translation>
    </message>
</context>
<context>
    <name>files</name>
    <message>
        <source>More came than was announced, so it was not kept. Please do not go on if this happens again.</source>
        <translation>A venit mai mult decât s-a anunțat, așa că nu a fost păstrat. Dacă se repetă, nu continuați.</translation>
    </message>
    <message>
        <source>Nothing can be saved in this folder. Please choose another one.</source>
        <translation>În acest dosar nu se poate salva nimic. Alegeți altul.</translation>
    </message>
    <message>
        <source>On this computer files cannot be received yet.</source>
        <translation>Pe acest calculator fișierele nu pot fi primite încă.</translation>
    </message>
    <message>
        <source>That is more than 500 files. Please send fewer, or one archive.</source>
        <translation>Sunt mai mult de 500 de fișiere. Vă rugăm să trimiteți mai puține sau o singură arhivă.</translation>
    </message>
    <message>
        <source>The file came with an error, so it was not kept. Please send it again.</source>
        <translation>Fișierul a ajuns cu o eroare, așa că nu a fost păstrat. Vă rugăm să îl trimiteți din nou.</translation>
    </message>
    <message>
        <source>The file changed after it was chosen. Please send it again.</source>
        <translation>Fișierul s-a schimbat după ce a fost ales. Vă rugăm să îl trimiteți din nou.</translation>
    </message>
    <message>
        <source>The file could not be read. Please check that you may open it.</source>
        <translation>Fișierul nu a putut fi citit. Verificați dacă îl puteți deschide.</translation>
    </message>
    <message>
        <source>The file could not be saved. Please choose another folder.</source>
        <translation>Fișierul nu a putut fi salvat. Alegeți alt dosar.</translation>
    </message>
    <message>
        <source>The file did not come whole. Please send it again.</source>
        <translation>Fișierul nu a ajuns întreg. Vă rugăm să îl trimiteți din nou.</translation>
    </message>
    <message>
        <source>The line for the files was lost and did not come back. Please send the rest again.</source>
        <translation>Legătura pentru fișiere s-a pierdut și nu a revenit. Vă rugăm să trimiteți restul din nou.</translation>
    </message>
    <message>
        <source>The other computer could not go on. Please send the files again.</source>
        <translation>Celălalt calculator nu a putut continua. Vă rugăm să trimiteți fișierele din nou.</translation>
    </message>
    <message>
        <source>The person was not asked: your organisation&apos;s rules want a reason. Write why, then send them again.</source>
        <translation>Persoana nu a fost întrebată: regulile organizației vor un motiv. Scrieți de ce, apoi trimiteți-le din nou.</translation>
    </message>
    <message>
        <source>The question could not be put just now. Please wait for the open question, then send them again.</source>
        <translation>Întrebarea nu a putut fi pusă acum. Așteptați răspunsul la întrebarea deschisă, apoi trimiteți-le din nou.</translation>
    </message>
    <message>
        <source>The transfer stopped unexpectedly. Please send the files again.</source>
        <translation>Transferul s-a oprit pe neașteptate. Vă rugăm să trimiteți fișierele din nou.</translation>
    </message>
    <message>
        <source>There is no file to send in what you chose.</source>
        <translation>În ce ați ales nu există niciun fișier de trimis.</translation>
    </message>
    <message>
        <source>There is not enough room on the disk. Please make room, then try again.</source>
        <translation>Nu este loc destul pe disc. Eliberați spațiu, apoi încercați din nou.</translation>
    </message>
    <message>
        <source>There is not enough room on the other computer. Please send fewer or smaller files, or ask your helper to choose another folder.</source>
        <translation>Pe celălalt calculator nu este destul loc. Vă rugăm să trimiteți mai puține fișiere sau fișiere mai mici ori să rugați persoana care vă ajută să aleagă alt dosar.</translation>
    </message>
    <message>
        <source>There is not enough room on the other computer. Send fewer or smaller files, or ask the person to choose another folder.</source>
        <translation>Pe celălalt calculator nu este destul loc. Trimiteți mai puține fișiere sau fișiere mai mici ori rugați persoana să aleagă alt dosar.</translation>
    </message>
    <message>
        <source>These files are too large to be sent.</source>
        <translation>Aceste fișiere sunt prea mari pentru a fi trimise.</translation>
    </message>
    <message>
        <source>Your helper did not take the files. Please ask them, then send the files again.</source>
        <translation>Persoana care vă ajută nu a preluat fișierele. Întrebați-o, apoi trimiteți fișierele din nou.</translation>
    </message>
</context>
<context>
    <name>replies</name>
    <message>
        <source>Hello, this is {name} from {organisation}. How can I help you?</source>
        <translation>Bună ziua, sunt {name} de la {organisation}. Cu ce vă pot ajuta?</translation>
    </message>
    <message>
        <source>I will ask to see your screen now. You can stop it at any time with the red Stop button.</source>
        <translation>Voi cere acum să vă văd ecranul. Puteți opri oricând cu butonul roșu „Oprire”.</translation>
    </message>
    <message>
        <source>One moment please, I am looking into it.</source>
        <translation>Un moment, vă rog, mă uit acum.</translation>
    </message>
    <message>
        <source>Please compare with me: I see the digits {digits}. Are they the same beside my name in the question?</source>
        <translation>Haideți să comparăm: eu văd cifrele {digits}. Sunt aceleași lângă numele meu, în întrebarea de pe ecranul dumneavoastră?</translation>
    </message>
    <message>
        <source>Please save your work and restart the computer. Then open this program again and read me the new code.</source>
        <translation>Vă rog să salvați ce lucrați și să reporniți calculatorul. Apoi deschideți din nou acest program și citiți-mi codul nou.</translation>
    </message>
    <message>
        <source>That is all from my side. Thank you, and have a good day! You can press Stop now.</source>
        <translation>Asta a fost tot din partea mea. Vă mulțumesc și vă doresc o zi bună! Acum puteți apăsa „Oprire”.</translation>
    </message>
    <message>
        <source>bye</source>
        <translation>larevedere</translation>
    </message>
    <message>
        <source>digits</source>
        <translation>cifre</translation>
    </message>
    <message>
        <source>hello</source>
        <translation>salut</translation>
    </message>
    <message>
        <source>moment</source>
        <translation>moment</translation>
    </message>
    <message>
        <source>restart</source>
        <translation>repornire</translation>
    </message>
    <message>
        <source>screen</source>
        <translation>ecran</translation>
    </message>
</context>
<context>
    <name>screens</name>
    <message>
        <source>All screens</source>
        <translation>Toate ecranele</translation>
    </message>
    <message>
        <source>Screen {number}</source>
        <translation>Ecranul {number}</translation>
    </message>
    <message>
        <source>Screen {number} (above)</source>
        <translation>Ecranul {number} (sus)</translation>
    </message>
    <message>
        <source>Screen {number} (below)</source>
        <translation>Ecranul {number} (jos)</translation>
    </message>
    <message>
        <source>Screen {number} (left)</source>
        <translation>Ecranul {number} (stânga)</translation>
    </message>
    <message>
        <source>Screen {number} (right)</source>
        <translation>Ecranul {number} (dreapta)</translation>
    </message>
    <message>
        <source>Screen {number} (the one with this window)</source>
        <translation>Ecranul {number} (cel cu această fereastră)</translation>
    </message>
    <message>
        <source>Screens {numbers}</source>
        <translation>Ecranele {numbers}</translation>
    </message>
</context>
<context>
    <name>session</name>
    <message>
        <source>Another screen was connected. {name} does not see it.</source>
        <translation>A fost conectat încă un ecran. {name} nu îl vede.</translation>
    </message>
    <message>
        <source>Not used for a while, so it was switched off: {right}.</source>
        <translation>Nu s-a folosit o vreme, așa că s-a dezactivat: {right}.</translation>
    </message>
    <message>
        <source>Nothing of your screen can be read: {name} sees only black.</source>
        <translation>Nu se poate citi nimic de pe ecranul dumneavoastră: {name} vede doar negru.</translation>
    </message>
    <message>
        <source>Paused: {name} sees nothing and can do nothing</source>
        <translation>Pauză: {name} nu vede și nu poate face nimic</translation>
    </message>
    <message>
        <source>Somebody else&apos;s desktop came up here, so this was switched off: {right}.</source>
        <translation>Aici s-a deschis desktopul altui utilizator, așa că s-a oprit: {right}.</translation>
    </message>
    <message>
        <source>The connection is silent: {name} can do nothing just now</source>
        <translation>Legătură întreruptă: {name} nu poate face nimic acum</translation>
    </message>
    <message>
        <source>The server cannot be reached just now, so nothing new can be allowed. We keep trying.</source>
        <translation>Serverul nu poate fi contactat acum, așa că nu se poate permite nimic nou. Încercăm în continuare.</translation>
    </message>
    <message>
        <source>The time for it is over, so it was switched off: {right}.</source>
        <translation>Timpul a expirat, așa că s-a dezactivat: {right}.</translation>
    </message>
    <message>
        <source>You are using the mouse or keyboard: {name} waits</source>
        <translation>Folosiți mouse-ul sau tastatura: {name} așteaptă</translation>
    </message>
    <message>
        <source>You did not answer in time, so it was not allowed: {right}.</source>
        <translation>Nu ați răspuns la timp, așa că nu s-a permis: {right}.</translation>
    </message>
    <message>
        <source>Your computer was asleep, so this was switched off: {right}.</source>
        <translation>Calculatorul dumneavoastră a fost în repaus, așa că s-a oprit: {right}.</translation>
    </message>
    <message>
        <source>Your screen is locked or its screen saver is on: {name} sees only black.</source>
        <translation>Ecranul dumneavoastră este blocat sau are economizorul pornit: {name} vede doar negru.</translation>
    </message>
    <message>
        <source>Your screen was locked, so this was switched off: {right}.</source>
        <translation>Ecranul dumneavoastră a fost blocat, așa că s-a oprit: {right}.</translation>
    </message>
    <message>
        <source>picture catching up</source>
        <translation>imaginea ajunge din urmă</translation>
    </message>
    <message>
        <source>picture on its way</source>
        <translation>imaginea sosește</translation>
    </message>
    <message>
        <source>picture sharp</source>
        <translation>imagine clară</translation>
    </message>
    <message>
        <source>{name} is connected and sees nothing</source>
        <translation>{name} are legătura și nu vede nimic</translation>
    </message>
    <message>
        <source>{name} no longer needs it and has given it back: {right}.</source>
        <translation>{name} nu mai are nevoie și a renunțat la: {right}.</translation>
    </message>
    <message>
        <source>{name} sees your screen</source>
        <translation>{name} vă vede ecranul</translation>
    </message>
    <message>
        <source>{name} sees your screen and uses your mouse and keyboard</source>
        <translation>{name} vă vede ecranul și folosește mouse-ul și tastatura</translation>
    </message>
    <message>
        <source>{name} waits for your answer and sees nothing meanwhile</source>
        <translation>{name} așteaptă răspunsul și nu vede nimic între timp</translation>
    </message>
</context>
<context>
    <name>story</name>
    <message>
        <source>It could not be written down, so it is not allowed: {right}.</source>
        <translation>Nu s-a putut nota, așa că nu este permis: {right}.</translation>
    </message>
    <message>
        <source>It was switched off by itself: {right}.</source>
        <translation>S-a dezactivat singur: {right}.</translation>
    </message>
    <message>
        <source>Not answered in time, so not allowed: {right}.</source>
        <translation>Nu ați răspuns la timp, așa că nu s-a permis: {right}.</translation>
    </message>
    <message>
        <source>Paused, because nothing could be written down here.</source>
        <translation>Pauză, pentru că aici nu s-a putut nota nimic.</translation>
    </message>
    <message>
        <source>Something other than your own hand tried to answer yes. It was refused.</source>
        <translation>Altceva decât mâna dumneavoastră a încercat să răspundă „da”. S-a refuzat.</translation>
    </message>
    <message>
        <source>The connection was silent for {length_ms}.</source>
        <translation>Conexiunea n-a răspuns: {length_ms}.</translation>
    </message>
    <message>
        <source>The screen you showed is no longer there: {name} can no longer see it.</source>
        <translation>Ecranul arătat nu mai există: {name} nu îl mai vede.</translation>
    </message>
    <message>
        <source>You chose which screens {name} sees.</source>
        <translation>Ați ales ce ecrane vede {name}.</translation>
    </message>
    <message>
        <source>You did not allow it: {right}.</source>
        <translation>Nu ați permis: {right}.</translation>
    </message>
    <message>
        <source>You ended the pause.</source>
        <translation>Ați încheiat pauza.</translation>
    </message>
    <message>
        <source>You gave more time for it: {right}.</source>
        <translation>Ați acordat mai mult timp: {right}.</translation>
    </message>
    <message>
        <source>You paused.</source>
        <translation>Ați pus pauză.</translation>
    </message>
    <message>
        <source>You sent {name} a picture you had copied, {width_px} by {height_px}.</source>
        <translation>I-ați trimis lui {name} imaginea copiată, {width_px} pe {height_px}.</translation>
    </message>
    <message>
        <source>You sent {name} files: {count}, {total_bytes} together.</source>
        <translation>I-ați trimis lui {name} fișiere: {count}, în total {total_bytes}.</translation>
    </message>
    <message>
        <source>You sent {name} text you had copied, {length_chars}.</source>
        <translation>I-ați trimis lui {name} textul copiat, {length_chars}.</translation>
    </message>
    <message>
        <source>You sent {name} {file}, {size_bytes}.</source>
        <translation>I-ați trimis lui {name} {file}, {size_bytes}.</translation>
    </message>
    <message>
        <source>You took it back: {right}.</source>
        <translation>Ați retras permisiunea: {right}.</translation>
    </message>
    <message>
        <source>{name} asks for: {right}.</source>
        <translation>{name} cere: {right}.</translation>
    </message>
    <message>
        <source>{name} can no longer see your screen.</source>
        <translation>{name} nu vă mai vede ecranul.</translation>
    </message>
    <message>
        <source>{name} can no longer use your mouse and keyboard.</source>
        <translation>{name} nu vă mai poate folosi mouse-ul și tastatura.</translation>
    </message>
    <message>
        <source>{name} can now see your screen.</source>
        <translation>{name} vă vede acum ecranul.</translation>
    </message>
    <message>
        <source>{name} can now use your mouse and keyboard.</source>
        <translation>{name} vă poate folosi acum mouse-ul și tastatura.</translation>
    </message>
    <message>
        <source>{name} is connected.</source>
        <translation>{name} s-a conectat.</translation>
    </message>
    <message>
        <source>{name} is no longer allowed: {right}.</source>
        <translation>{name} nu mai are voie: {right}.</translation>
    </message>
    <message>
        <source>{name} is now allowed: {right}.</source>
        <translation>{name} are acum voie: {right}.</translation>
    </message>
    <message>
        <source>{name} no longer needs it: {right}.</source>
        <translation>{name} nu mai are nevoie: {right}.</translation>
    </message>
    <message>
        <source>{name} pointed at something or drew on your screen.</source>
        <translation>{name} a arătat ceva sau a desenat pe ecranul dumneavoastră.</translation>
    </message>
    <message>
        <source>{name} put a picture on your clipboard, {width_px} by {height_px}.</source>
        <translation>{name} a pus o imagine în clipboardul dumneavoastră, {width_px} pe {height_px}.</translation>
    </message>
    <message>
        <source>{name} put text on your clipboard, {length_chars}.</source>
        <translation>{name} a pus text în clipboardul dumneavoastră, {length_chars}.</translation>
    </message>
    <message>
        <source>{name} sent you files: {count}, {total_bytes} together.</source>
        <translation>{name} v-a trimis fișiere: {count}, în total {total_bytes}.</translation>
    </message>
    <message>
        <source>{name} sent you {file}, {size_bytes}.</source>
        <translation>{name} v-a trimis {file}, {size_bytes}.</translation>
    </message>
</context>
<context>
    <name>time_left</name>
    <message>
        <source>In less than a minute this is switched off: {right}.</source>
        <translation>În mai puțin de un minut se oprește: {right}.</translation>
    </message>
    <message>
        <source>Not used for a while, so it is switched off within a minute: {right}.</source>
        <translation>Nu a fost folosit de ceva vreme și se oprește în cel mult un minut: {right}.</translation>
    </message>
    <message>
        <source>{right}: on</source>
        <translation>{right}: activ</translation>
    </message>
    <message>
        <source>{right}: on, {duration} left</source>
        <translation>{right}: activ, încă {duration}</translation>
    </message>
    <message>
        <source>{right}: on, {duration} left if not used</source>
        <translation>{right}: activ, încă {duration} fără folosire</translation>
    </message>
</context>
</TS>
