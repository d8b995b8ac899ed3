<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru" sourcelanguage="en">
<context>
    <name>BarMessage</name>
    <message>
        <source>Answer</source>
        <translation>Ответить</translation>
    </message>
</context>
<context>
    <name>BrowserPanel</name>
    <message>
        <source>A page of the server has opened there. Sign in on it, then type this number:</source>
        <translation>Там открылась страница сервера. Войдите на ней, затем введите это число:</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>Спрашиваем сервер…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Скопировать адрес</translation>
    </message>
    <message>
        <source>Go on in your browser</source>
        <translation>Продолжите в браузере</translation>
    </message>
    <message>
        <source>No browser could be opened. Copy the address, open it in one yourself on this computer, sign in there, then type this number:</source>
        <translation>Не удалось открыть браузер. Скопируйте адрес, откройте его в браузере сами на этом компьютере, войдите там, затем введите это число:</translation>
    </message>
    <message>
        <source>Number: {digits}</source>
        <translation>Число: {digits}</translation>
    </message>
    <message>
        <source>Only that page needs this number, within five minutes. Tell or send it to nobody.</source>
        <translation>Это число нужно только той странице, в течение пяти минут. Никому его не называйте и не отправляйте.</translation>
    </message>
    <message>
        <source>Open the page again</source>
        <translation>Открыть страницу ещё раз</translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Copy link</source>
        <translation>Копировать ссылку</translation>
    </message>
    <message>
        <source>Leads to {host}</source>
        <translation>Ведёт на {host}</translation>
    </message>
    <message>
        <source>Message: {about}</source>
        <translation>Сообщение: {about}</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>/ finds a reply</source>
        <translation>/ находит готовый ответ</translation>
    </message>
    <message>
        <source>Add, change or remove replies</source>
        <translation>Добавить, изменить или удалить ответы</translation>
    </message>
    <message>
        <source>Messages and what happened</source>
        <translation>Сообщения и события</translation>
    </message>
    <message>
        <source>Replies that fit</source>
        <translation>Подходящие ответы</translation>
    </message>
    <message>
        <source>Replies…</source>
        <translation>Ответы…</translation>
    </message>
    <message>
        <source>Your replies cannot be read</source>
        <translation>Ваши ответы не читаются</translation>
    </message>
</context>
<context>
    <name>ClipNotices</name>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Nothing was sent, because this is not allowed yet: {right}. Ask for it first.</source>
        <translation>Ничего не отправлено, потому что это ещё не разрешено: {right}. Сначала попросите об этом.</translation>
    </message>
    <message>
        <source>Nothing was sent, because this is not allowed: {right}.</source>
        <translation>Ничего не отправлено, потому что это не разрешено: {right}.</translation>
    </message>
    <message>
        <source>Nothing was sent: the connection is silent. Try again when it is back.</source>
        <translation>Ничего не отправлено: связи сейчас нет. Попробуйте снова, когда она вернётся.</translation>
    </message>
    <message>
        <source>The picture that came cannot be read.</source>
        <translation>Полученная картинка не читается.</translation>
    </message>
    <message>
        <source>Your clipboard holds no text.</source>
        <translation>В вашем буфере обмена нет текста.</translation>
    </message>
    <message>
        <source>Your clipboard is too long to type: more than {most} characters. Copy a part of it.</source>
        <translation>В буфере обмена слишком много для ввода: больше {most} символов. Скопируйте часть.</translation>
    </message>
</context>
<context>
    <name>ClipSection</name>
    <message>
        <source>Send my clipboard</source>
        <translation>Отправить мой буфер</translation>
    </message>
</context>
<context>
    <name>CodeEntry</name>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Code the person reads to you</source>
        <translation>Код, который вам диктуют</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Подключиться</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Подключение…</translation>
    </message>
    <message>
        <source>There are too many digits, or one is wrong. Please compare with what the person reads.</source>
        <translation>Цифр слишком много, или одна из них неверна. Сверьте с тем, что читает человек.</translation>
    </message>
    <message>
        <source>Type the code the person reads to you (Ctrl+N)</source>
        <translation>Введите код, который вам диктуют (Ctrl+N)</translation>
    </message>
</context>
<context>
    <name>CodePage</name>
    <message>
        <source>Connecting</source>
        <translation>Подключение</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Copy the code to the clipboard</source>
        <translation>Скопировать код в буфер обмена</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Завершить</translation>
    </message>
    <message>
        <source>Getting a code…</source>
        <translation>Получаем код…</translation>
    </message>
    <message>
        <source>New code</source>
        <translation>Новый код</translation>
    </message>
    <message>
        <source>Nobody can see anything yet.</source>
        <translation>Пока никто ничего не видит.</translation>
    </message>
    <message>
        <source>Please wait a moment</source>
        <translation>Подождите, пожалуйста</translation>
    </message>
    <message>
        <source>Read this code to your helper</source>
        <translation>Назовите этот код помощнику</translation>
    </message>
    <message>
        <source>The code was copied</source>
        <translation>Код скопирован</translation>
    </message>
    <message>
        <source>The code was wrong three times. Is it really your helper on the phone? If you are not sure, press End. The new code is longer and safer.</source>
        <translation>Код трижды назван неверно. С вами точно говорит ваш помощник? Если сомневаетесь, нажмите «Завершить». Новый код длиннее и надёжнее.</translation>
    </message>
    <message>
        <source>The code:</source>
        <translation>Код:</translation>
    </message>
    <message>
        <source>The program keeps trying by itself.</source>
        <translation>Программа сама повторяет попытки.</translation>
    </message>
    <message>
        <source>There is no code yet</source>
        <translation>Кода пока нет</translation>
    </message>
    <message>
        <source>This takes a few seconds.</source>
        <translation>Это займёт несколько секунд.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
    <message>
        <source>Waiting for the server…</source>
        <translation>Ждём сервер…</translation>
    </message>
    <message>
        <source>Waiting for your helper…</source>
        <translation>Ждём помощника…</translation>
    </message>
    <message>
        <source>Your helper has entered the code.</source>
        <translation>Помощник ввёл код.</translation>
    </message>
    <message>
        <source>{name} has entered the code.</source>
        <translation>Код введён: {name}.</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>осталось {time}</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message numerus="yes">
        <source>%n character(s) too many</source>
        <translation>
            <numerusform>Лишний %n знак</numerusform>
            <numerusform>Лишние %n знака</numerusform>
            <numerusform>Лишних знаков: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line.</source>
        <translation>Enter отправляет, Shift+Enter начинает новую строку.</translation>
    </message>
    <message>
        <source>It is over; nothing can be sent any more.</source>
        <translation>Всё завершено, отправить уже ничего нельзя.</translation>
    </message>
    <message>
        <source>Many messages are still on their way. Yours stays here until some have arrived.</source>
        <translation>Много сообщений ещё в пути. Ваше останется здесь, пока часть из них не дойдёт.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>The connection is silent. What you send now leaves when it is back.</source>
        <translation>Связи сейчас нет. Сообщение уйдёт, когда она вернётся.</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Написать сообщение</translation>
    </message>
</context>
<context>
    <name>CopiedButton</name>
    <message>
        <source>Send what I copied</source>
        <translation>Отправить скопированное</translation>
    </message>
</context>
<context>
    <name>DrawPanel</name>
    <message>
        <source>Arrow</source>
        <translation>Стрелка</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Синий</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Рамка</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Стереть</translation>
    </message>
    <message>
        <source>Clear the drawing</source>
        <translation>Стереть рисунок</translation>
    </message>
    <message>
        <source>Freehand</source>
        <translation>От руки</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Зелёный</translation>
    </message>
    <message>
        <source>Point</source>
        <translation>Указатель</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Красный</translation>
    </message>
    <message>
        <source>Show on their screen</source>
        <translation>Показать на том экране</translation>
    </message>
    <message>
        <source>Stays until it is cleared</source>
        <translation>Остаётся, пока не сотрут</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Фиолетовый</translation>
    </message>
</context>
<context>
    <name>EndedPage</name>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Save receipt</source>
        <translation>Сохранить справку</translation>
    </message>
    <message>
        <source>Save receipt…</source>
        <translation>Сохранить справку…</translation>
    </message>
    <message>
        <source>Save the messages in the receipt, too</source>
        <translation>Сохранить в справке и сообщения</translation>
    </message>
    <message>
        <source>Saved as {file} in the folder {folder}.</source>
        <translation>Сохранено: {file} в папке {folder}.</translation>
    </message>
    <message>
        <source>Something was wrong…</source>
        <translation>Что-то было не так…</translation>
    </message>
    <message>
        <source>Your report…</source>
        <translation>Ваше сообщение…</translation>
    </message>
</context>
<context>
    <name>FilesSection</name>
    <message>
        <source>Ask for files</source>
        <translation>Попросить файлы</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Файлы</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Папка…</translation>
    </message>
    <message>
        <source>Or drop them here. The person sees every name and decides.</source>
        <translation>Или перетащите их сюда. Человек увидит все имена и решит.</translation>
    </message>
    <message>
        <source>Say above which files: the person finds and chooses them</source>
        <translation>Напишите выше, какие файлы: человек сам их найдёт и выберет</translation>
    </message>
    <message>
        <source>Send files…</source>
        <translation>Отправить файлы…</translation>
    </message>
    <message>
        <source>Send to the person</source>
        <translation>Отправить человеку</translation>
    </message>
    <message>
        <source>The person is asked before anything is sent</source>
        <translation>Человека спросят, прежде чем что-либо будет отправлено</translation>
    </message>
    <message>
        <source>The person is looking for the files. You see nothing meanwhile.</source>
        <translation>Человек ищет файлы. В это время вы ничего не видите.</translation>
    </message>
    <message>
        <source>The person sent no files.</source>
        <translation>Человек не отправил файлы.</translation>
    </message>
    <message>
        <source>Write above why you ask: your organisation&apos;s rules want a reason.</source>
        <translation>Напишите выше, зачем вы просите: правила вашей организации требуют причину.</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow every way of sending files.</source>
        <translation>Правила вашей организации не разрешают передавать файлы во всех направлениях.</translation>
    </message>
</context>
<context>
    <name>FilingPage</name>
    <message>
        <source>Choose what it was about and how it went. The note can stay empty.</source>
        <translation>Выберите, в чём было дело и чем кончилось. Заметку можно не писать.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Выберите…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Записать</translation>
    </message>
    <message>
        <source>File again</source>
        <translation>Записать ещё раз</translation>
    </message>
    <message>
        <source>Filed. You can change it for 24 hours after the end of the session.</source>
        <translation>Записано. Это можно изменить в течение 24 часов после конца сеанса.</translation>
    </message>
    <message>
        <source>How did it go?</source>
        <translation>Чем кончилось?</translation>
    </message>
    <message>
        <source>It is sent when the server can be reached. Until then it is kept in this window only.</source>
        <translation>Отправится, когда сервер будет доступен. До тех пор это есть только в этом окне.</translation>
    </message>
    <message>
        <source>Not filed yet. What you write here is kept in this window only.</source>
        <translation>Ещё не записано. То, что вы здесь пишете, есть только в этом окне.</translation>
    </message>
    <message>
        <source>Not solved</source>
        <translation>Не решено</translation>
    </message>
    <message>
        <source>Note for your organisation; the person does not see it</source>
        <translation>Заметка для вашей организации; человек её не видит</translation>
    </message>
    <message>
        <source>Partly solved</source>
        <translation>Решено частично</translation>
    </message>
    <message>
        <source>Passed on to somebody else</source>
        <translation>Передано другому</translation>
    </message>
    <message>
        <source>Solved</source>
        <translation>Решено</translation>
    </message>
    <message numerus="yes">
        <source>The note is too long by %n character(s).</source>
        <translation>
            <numerusform>Заметка длиннее на %n знак.</numerusform>
            <numerusform>Заметка длиннее на %n знака.</numerusform>
            <numerusform>Заметка длиннее на %n знаков.</numerusform>
        </translation>
    </message>
    <message>
        <source>The server sealed this session with another key than before. Please ask your organisation why.</source>
        <translation>Сервер запечатал этот сеанс другим ключом, чем раньше. Пожалуйста, спросите в своей организации почему.</translation>
    </message>
    <message>
        <source>The server&apos;s seal is right, but your receipt could not be kept on this computer.</source>
        <translation>Печать сервера верна, но сохранить вашу справку на этом компьютере не удалось.</translation>
    </message>
    <message>
        <source>The server&apos;s seal on this session is right. Your receipt is kept on this computer.</source>
        <translation>Печать сервера на этом сеансе верна. Ваша справка сохранена на этом компьютере.</translation>
    </message>
    <message>
        <source>The server&apos;s seal on this session is wrong. Please tell your organisation.</source>
        <translation>Печать сервера на этом сеансе неверна. Пожалуйста, сообщите в свою организацию.</translation>
    </message>
    <message>
        <source>What was it about?</source>
        <translation>В чём было дело?</translation>
    </message>
</context>
<context>
    <name>FolderChoice</name>
    <message>
        <source>Another folder…</source>
        <translation>Другая папка…</translation>
    </message>
    <message>
        <source>There is no room left. Choose another folder.</source>
        <translation>Там не осталось места. Выберите другую папку.</translation>
    </message>
    <message>
        <source>There is room for {size} only. Choose another folder.</source>
        <translation>Там есть место только для {size}. Выберите другую папку.</translation>
    </message>
    <message>
        <source>They will be saved in {folder}.</source>
        <translation>Они будут сохранены в {folder}.</translation>
    </message>
    <message>
        <source>Where should the files be saved?</source>
        <translation>Куда сохранить файлы?</translation>
    </message>
</context>
<context>
    <name>FullScreenBar</name>
    <message>
        <source>End session</source>
        <translation>Завершить сеанс</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Во весь экран</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Выйти из полного экрана</translation>
    </message>
</context>
<context>
    <name>HelperCardPanel</name>
    <message>
        <source>This account is new. Be careful if you do not know who this is.</source>
        <translation>Эта учётная запись новая. Будьте осторожны, если не знаете, кто это.</translation>
    </message>
    <message>
        <source>Your helper sees the same number: {digits}</source>
        <translation>Помощник видит то же число: {digits}</translation>
    </message>
    <message>
        <source>checked by {domain}</source>
        <translation>проверено: {domain}</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Did someone call you and ask you to open this program? A bank, the police or Microsoft never does that.</source>
        <translation>Вам позвонили и попросили открыть эту программу? Банк, полиция и Microsoft так никогда не делают.</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Завершить</translation>
    </message>
    <message>
        <source>Get help</source>
        <translation>Получить помощь</translation>
    </message>
    <message>
        <source>I asked for help</source>
        <translation>Это я прошу помощи</translation>
    </message>
    <message>
        <source>What is the problem? (you can leave this empty)</source>
        <translation>Что случилось? (можно не заполнять)</translation>
    </message>
    <message>
        <source>Your helper reads this, and it is kept with the record of the session at their organisation.</source>
        <translation>Это прочтёт ваш помощник, и это останется в записи сеанса в его организации.</translation>
    </message>
    <message>
        <source>Your report about the last session came too late for the server. Please tell the people who run it yourself.</source>
        <translation>Ваше сообщение о прошлом сеансе пришло на сервер слишком поздно. Пожалуйста, обратитесь к тем, кто за него отвечает, сами.</translation>
    </message>
    <message>
        <source>Your report about the last session has arrived now.</source>
        <translation>Ваше сообщение о прошлом сеансе дошло.</translation>
    </message>
    <message>
        <source>Your report about the last session is still to be sent. We try by ourselves.</source>
        <translation>Ваше сообщение о прошлом сеансе ещё не отправлено. Мы пробуем сами.</translation>
    </message>
</context>
<context>
    <name>IncomingFiles</name>
    <message>
        <source>Don&apos;t take</source>
        <translation>Не принимать</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>The person sends you files</source>
        <translation>Человек отправляет вам файлы</translation>
    </message>
</context>
<context>
    <name>KeyboardButton</name>
    <message>
        <source>Automatic</source>
        <translation>Авто</translation>
    </message>
    <message>
        <source>Automatic: text as you type it, shortcuts as shortcuts</source>
        <translation>Авто: текст так, как вы его вводите, сочетания клавиш как сочетания</translation>
    </message>
    <message>
        <source>Caps Lock over there</source>
        <translation>Caps Lock на том компьютере</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>Символы</translation>
    </message>
    <message>
        <source>Characters: always what your keys print, in shortcuts too</source>
        <translation>Символы: всегда то, что печатают ваши клавиши, в сочетаниях тоже</translation>
    </message>
    <message>
        <source>Ctrl+Alt+F1 to F12, may leave the desktop</source>
        <translation>Ctrl+Alt+F1 … F12, могут увести с рабочего стола</translation>
    </message>
    <message>
        <source>Keyboard: automatic</source>
        <translation>Клавиатура: авто</translation>
    </message>
    <message>
        <source>Keyboard: characters</source>
        <translation>Клавиатура: символы</translation>
    </message>
    <message>
        <source>Keyboard: keys</source>
        <translation>Клавиатура: клавиши</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
    <message>
        <source>Keys: by their place on the keyboard, for games</source>
        <translation>Клавиши: по их месту на клавиатуре, для игр</translation>
    </message>
    <message>
        <source>Num Lock over there</source>
        <translation>Num Lock на том компьютере</translation>
    </message>
    <message>
        <source>Print Screen</source>
        <translation>Print Screen</translation>
    </message>
    <message>
        <source>Type the clipboard as keys</source>
        <translation>Ввести буфер обмена как с клавиатуры</translation>
    </message>
    <message>
        <source>What your keys become over there, and special keys</source>
        <translation>Чем ваши клавиши становятся на том компьютере, и особые клавиши</translation>
    </message>
    <message>
        <source>Windows key (Super)</source>
        <translation>Клавиша Windows (Super)</translation>
    </message>
    <message>
        <source>{keys}: Windows takes it only from the person&apos;s own keyboard</source>
        <translation>{keys}: Windows принимает это только с клавиатуры самого человека</translation>
    </message>
</context>
<context>
    <name>LanguageButton</name>
    <message>
        <source>Language: {name}</source>
        <translation>Язык: {name}</translation>
    </message>
</context>
<context>
    <name>LeaveGuard</name>
    <message numerus="yes">
        <source>%n session(s) not filed yet: what you wrote about them is lost.</source>
        <translation>
            <numerusform>Итог %n сеанса не записан: то, что вы о нём написали, пропадёт.</numerusform>
            <numerusform>Итоги %n сеансов не записаны: то, что вы о них написали, пропадёт.</numerusform>
            <numerusform>Итоги %n сеансов не записаны: то, что вы о них написали, пропадёт.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n session(s) still open. They end when you leave.</source>
        <translation>
            <numerusform>Открыт ещё %n сеанс. Он завершится, когда вы выйдете.</numerusform>
            <numerusform>Открыто ещё %n сеанса. Они завершатся, когда вы выйдете.</numerusform>
            <numerusform>Открыто ещё %n сеансов. Они завершатся, когда вы выйдете.</numerusform>
        </translation>
    </message>
    <message>
        <source>Close without filing</source>
        <translation>Закрыть без записи итога</translation>
    </message>
    <message numerus="yes">
        <source>End %n session(s) and close</source>
        <translation>
            <numerusform>Завершить %n сеанс и закрыть</numerusform>
            <numerusform>Завершить %n сеанса и закрыть</numerusform>
            <numerusform>Завершить %n сеансов и закрыть</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End %n session(s) and sign out</source>
        <translation>
            <numerusform>Завершить %n сеанс и выйти</numerusform>
            <numerusform>Завершить %n сеанса и выйти</numerusform>
            <numerusform>Завершить %n сеансов и выйти</numerusform>
        </translation>
    </message>
    <message>
        <source>File it</source>
        <translation>Записать итог</translation>
    </message>
    <message>
        <source>Sign out without filing</source>
        <translation>Выйти без записи итога</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Остаться</translation>
    </message>
    <message>
        <source>This session is not filed yet. Without its tab it cannot be filed any more.</source>
        <translation>Итог этого сеанса ещё не записан. Без вкладки записать его уже не получится.</translation>
    </message>
</context>
<context>
    <name>LineBar</name>
    <message>
        <source>Actual size</source>
        <translation>Один к одному</translation>
    </message>
    <message>
        <source>Back: right Ctrl or Ctrl+Alt+Shift</source>
        <translation>Вернуть: правый Ctrl или Ctrl+Alt+Shift</translation>
    </message>
    <message>
        <source>Click the picture or press Enter on it to type there</source>
        <translation>Чтобы печатать там, щёлкните картинку или нажмите на ней Enter</translation>
    </message>
    <message>
        <source>Click the picture to type there</source>
        <translation>Щёлкните картинку, чтобы печатать там</translation>
    </message>
    <message>
        <source>Could not be typed on that computer, characters or keys: {number}</source>
        <translation>На том компьютере не напечатано символов: {number}</translation>
    </message>
    <message>
        <source>Could not be typed there: {number}</source>
        <translation>Там не напечатано: {number}</translation>
    </message>
    <message>
        <source>Drawing. Back: Esc</source>
        <translation>Рисование. Вернуть: Esc</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Целиком</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Во весь экран</translation>
    </message>
    <message>
        <source>Hide panel</source>
        <translation>Скрыть панель</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Крупнее</translation>
    </message>
    <message>
        <source>Only the person can press there</source>
        <translation>Здесь может нажимать только сам человек</translation>
    </message>
    <message>
        <source>Pointing. Back: Esc</source>
        <translation>Указка. Вернуть: Esc</translation>
    </message>
    <message>
        <source>Show panel</source>
        <translation>Показать панель</translation>
    </message>
    <message>
        <source>Shows or hides the last minute as curves (Ctrl+G)</source>
        <translation>Показывает или скрывает графики последней минуты (Ctrl+G)</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Мельче</translation>
    </message>
    <message>
        <source>That window is the person&apos;s alone: what you pressed did nothing there</source>
        <translation>Это окно только для самого человека: ваше нажатие ничего не сделало</translation>
    </message>
    <message>
        <source>The mouse draws on their screen. Esc gives it back</source>
        <translation>Мышь рисует на том экране. Вернуть её: Esc</translation>
    </message>
    <message>
        <source>The mouse points on their screen. Esc gives it back</source>
        <translation>Мышь показывает на том экране. Вернуть её: Esc</translation>
    </message>
    <message>
        <source>The person is busy: your input does not arrive</source>
        <translation>Человек занят: ваш ввод не проходит</translation>
    </message>
    <message>
        <source>The person is using the mouse or keyboard: your input does not arrive</source>
        <translation>Человек сам работает мышью или клавиатурой: ваш ввод не проходит</translation>
    </message>
    <message>
        <source>Those keys are the person&apos;s alone</source>
        <translation>Эти клавиши только для самого человека</translation>
    </message>
    <message>
        <source>Those keys stop everything and are the person&apos;s alone</source>
        <translation>Эти клавиши останавливают всё, и они только для самого человека</translation>
    </message>
    <message>
        <source>Your keyboard is there. Right Ctrl or Ctrl+Alt+Shift brings it back</source>
        <translation>Клавиатура сейчас там. Вернуть: правый Ctrl или Ctrl+Alt+Shift</translation>
    </message>
    <message>
        <source>{number}%</source>
        <translation>{number} %</translation>
    </message>
</context>
<context>
    <name>LineGraph</name>
    <message>
        <source>60 s ago</source>
        <translation>60 с назад</translation>
    </message>
    <message>
        <source>Graph of the line, the last 60 seconds</source>
        <translation>График связи за последние 60 секунд</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Кадры</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Скорость</translation>
    </message>
    <message>
        <source>There and back</source>
        <translation>Туда и обратно</translation>
    </message>
    <message>
        <source>at most {most}</source>
        <translation>не больше {most}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>нет данных</translation>
    </message>
    <message>
        <source>now</source>
        <translation>сейчас</translation>
    </message>
    <message>
        <source>{name}: now {now}, usually {mean}, at most {most}</source>
        <translation>{name}: сейчас {now}, обычно {mean}, не больше {most}</translation>
    </message>
</context>
<context>
    <name>MessagesButton</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n новое сообщение</numerusform>
            <numerusform>%n новых сообщения</numerusform>
            <numerusform>%n новых сообщений</numerusform>
        </translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Сообщения</translation>
    </message>
</context>
<context>
    <name>MessagesWindow</name>
    <message>
        <source>Messages with {name}</source>
        <translation>Сообщения: {name}</translation>
    </message>
    <message>
        <source>Something is wrong: stop, and tell us</source>
        <translation>Что-то не так: остановить и сообщить</translation>
    </message>
</context>
<context>
    <name>PageSwitch</name>
    <message>
        <source>Filing</source>
        <translation>Итог</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Сообщения</translation>
    </message>
    <message numerus="yes">
        <source>Messages, %n new</source>
        <translation>
            <numerusform>Сообщения, %n новое</numerusform>
            <numerusform>Сообщения, %n новых</numerusform>
            <numerusform>Сообщения, %n новых</numerusform>
        </translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>Права</translation>
    </message>
    <message>
        <source>What the session was about, and how it went</source>
        <translation>В чём было дело и чем кончился сеанс</translation>
    </message>
</context>
<context>
    <name>QuestionPage</name>
    <message>
        <source>Allow</source>
        <translation>Разрешить</translation>
    </message>
    <message>
        <source>Allow ({seconds})</source>
        <translation>Разрешить ({seconds})</translation>
    </message>
    <message>
        <source>Allow {name} to use your mouse and keyboard?</source>
        <translation>{name} сможет пользоваться вашей мышью и клавиатурой. Разрешить?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Click on this window: it has to be in front before you can allow.</source>
        <translation>Щёлкните по этому окну: разрешить можно, только когда оно впереди.</translation>
    </message>
    <message>
        <source>Don&apos;t allow</source>
        <translation>Не разрешать</translation>
    </message>
    <message>
        <source>Don&apos;t send</source>
        <translation>Не отправлять</translation>
    </message>
    <message>
        <source>It ends by itself after {duration}.</source>
        <translation>Закончится само. Время: {duration}.</translation>
    </message>
    <message>
        <source>It takes the place of what you copied before.</source>
        <translation>Это займёт место того, что вы скопировали раньше.</translation>
    </message>
    <message numerus="yes">
        <source>No answer means no. %n second(s) left.</source>
        <translation>
            <numerusform>Без ответа — значит нет. Осталась %n&#xa0;секунда.</numerusform>
            <numerusform>Без ответа — значит нет. Осталось %n&#xa0;секунды.</numerusform>
            <numerusform>Без ответа — значит нет. Осталось %n&#xa0;секунд.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is sent until you press “Send what I copied”, each time anew.</source>
        <translation>Ничего не отправляется, пока вы не нажмёте «Отправить скопированное», каждый раз заново.</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Send ({seconds})</source>
        <translation>Отправить ({seconds})</translation>
    </message>
    <message>
        <source>Send files to {name}?</source>
        <translation>Какие файлы отправить? Получатель: {name}</translation>
    </message>
    <message>
        <source>Send these files to {name}?</source>
        <translation>Отправить эти файлы? Получатель: {name}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Показать</translation>
    </message>
    <message>
        <source>That press seems to come from a program, not from your hand. Please press again.</source>
        <translation>Похоже, кнопку нажала программа, а не вы. Нажмите, пожалуйста, ещё раз.</translation>
    </message>
    <message>
        <source>The reason, in the helper&apos;s own words: {reason}</source>
        <translation>Причина, словами помощника: {reason}</translation>
    </message>
    <message>
        <source>The screen that {name} saw is no longer there. Show another one?</source>
        <translation>Экрана, который видит {name}, больше нет. Показать другой?</translation>
    </message>
    <message>
        <source>Which screen should {name} see?</source>
        <translation>Какой экран увидит {name}?</translation>
    </message>
    <message>
        <source>Which screen?</source>
        <translation>Какой экран?</translation>
    </message>
    <message>
        <source>You can stop it at any time.</source>
        <translation>Вы можете прекратить это в любой момент.</translation>
    </message>
    <message>
        <source>{name} asks to see something else: {screens}.</source>
        <translation>{name} просит показать другое: {screens}.</translation>
    </message>
    <message>
        <source>“{reason}”</source>
        <translation>«{reason}»</translation>
    </message>
</context>
<context>
    <name>RatingRow</name>
    <message>
        <source>How was the help?</source>
        <translation>Как вам помогли?</translation>
    </message>
    <message>
        <source>Thank you.</source>
        <translation>Спасибо.</translation>
    </message>
    <message>
        <source>The server did not take it any more.</source>
        <translation>Сервер это уже не принял.</translation>
    </message>
    <message>
        <source>We send it when the server can be reached.</source>
        <translation>Отправим, когда сервер будет доступен.</translation>
    </message>
    <message>
        <source>all right</source>
        <translation>нормально</translation>
    </message>
    <message>
        <source>bad</source>
        <translation>плохо</translation>
    </message>
    <message>
        <source>good</source>
        <translation>хорошо</translation>
    </message>
    <message>
        <source>not so good</source>
        <translation>не очень</translation>
    </message>
    <message>
        <source>very good</source>
        <translation>очень хорошо</translation>
    </message>
    <message>
        <source>{number} of 5 stars: {meaning}</source>
        <translation>Звёзд {number} из 5: {meaning}</translation>
    </message>
</context>
<context>
    <name>ReceiptWords</name>
    <message>
        <source>Checked by: {domain}</source>
        <translation>Проверено: {domain}</translation>
    </message>
    <message>
        <source>Files that came:</source>
        <translation>Полученные файлы:</translation>
    </message>
    <message>
        <source>Files that you sent:</source>
        <translation>Файлы, которые вы отправили:</translation>
    </message>
    <message>
        <source>Helper: {name}</source>
        <translation>Помощник: {name}</translation>
    </message>
    <message>
        <source>How it ended: {sentence}</source>
        <translation>Чем закончилось: {sentence}</translation>
    </message>
    <message>
        <source>Nobody saw or used your computer.</source>
        <translation>Никто не видел ваш компьютер и не управлял им.</translation>
    </message>
    <message>
        <source>Nothing was allowed.</source>
        <translation>Ничего разрешено не было.</translation>
    </message>
    <message>
        <source>Organisation: {name}</source>
        <translation>Организация: {name}</translation>
    </message>
    <message>
        <source>Receipt of remote help</source>
        <translation>Справка об удалённой помощи</translation>
    </message>
    <message>
        <source>The file {file} beside this one holds the record with its signatures.</source>
        <translation>Рядом, в файле {file}, хранится запись с подписями.</translation>
    </message>
    <message>
        <source>The server did not accept a part of this record. Your own copy is complete.</source>
        <translation>Сервер не принял часть этой записи. Ваша копия полная.</translation>
    </message>
    <message>
        <source>The server has confirmed this record.</source>
        <translation>Сервер подтвердил эту запись.</translation>
    </message>
    <message>
        <source>The server has not confirmed this record yet. Your own copy is complete.</source>
        <translation>Сервер пока не подтвердил эту запись. Ваша копия полная.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Что происходило</translation>
    </message>
    <message>
        <source>When: {when}</source>
        <translation>Когда: {when}</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Вы</translation>
    </message>
    <message numerus="yes">
        <source>allowed %n time(s)</source>
        <translation>
            <numerusform>разрешено %n раз</numerusform>
            <numerusform>разрешено %n раза</numerusform>
            <numerusform>разрешено %n раз</numerusform>
        </translation>
    </message>
    <message>
        <source>{day}, {start} to {end}</source>
        <translation>{day}, с {start} до {end}</translation>
    </message>
    <message>
        <source>{name} can no longer see or use your computer.</source>
        <translation>{name} больше не видит ваш компьютер и не управляет им.</translation>
    </message>
    <message>
        <source>{name} pointed or drew on your screen.</source>
        <translation>На вашем экране показывали указателем или рисовали: {name}.</translation>
    </message>
</context>
<context>
    <name>RemoteView</name>
    <message>
        <source>Press Enter to send keys there. Right Ctrl or Ctrl+Alt+Shift brings the keyboard back.</source>
        <translation>Enter передаёт клавиатуру туда. Правый Ctrl или Ctrl+Alt+Shift возвращает её.</translation>
    </message>
    <message>
        <source>The person&apos;s screen</source>
        <translation>Экран того компьютера</translation>
    </message>
</context>
<context>
    <name>ReplyEditor</name>
    <message numerus="yes">
        <source>%n character(s) too many: the end is not kept</source>
        <translation>
            <numerusform>Лишний %n знак: конец не сохранится</numerusform>
            <numerusform>Лишние %n знака: конец не сохранится</numerusform>
            <numerusform>Лишних знаков: %n, конец не сохранится</numerusform>
        </translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Filled in when sent: {places}</source>
        <translation>Подставляется само: {places}</translation>
    </message>
    <message>
        <source>Name, typed after /</source>
        <translation>Название, набирается после /</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Replies</source>
        <translation>Готовые ответы</translation>
    </message>
    <message>
        <source>Some of your replies in {path} cannot be read and are missing here. The file is kept as {name} when you save.</source>
        <translation>Некоторые ваши ответы из файла {path} не читаются, здесь их нет. При сохранении этот файл останется под именем {name}.</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Текст</translation>
    </message>
    <message>
        <source>The replies could not be saved on this computer.</source>
        <translation>Ответы не удалось сохранить на этом компьютере.</translation>
    </message>
    <message>
        <source>Your replies in {path} cannot be read, so the built-in ones are shown. The file is kept as {name} when you save.</source>
        <translation>Ваши ответы в файле {path} не удаётся прочитать, поэтому показаны встроенные. Когда вы сохраните изменения, этот файл останется под именем {name}.</translation>
    </message>
    <message>
        <source>new</source>
        <translation>новый</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Did you tell a password, or pay something? Change the password on another device, and call your bank on the number on your card.</source>
        <translation>Вы назвали пароль или что-то заплатили? Смените пароль на другом устройстве и позвоните в банк по номеру на карте.</translation>
    </message>
    <message>
        <source>I did not know this person.</source>
        <translation>Я не знаю этого человека.</translation>
    </message>
    <message>
        <source>If it is urgent, call them yourself, on a number you already know: not on one your helper gave you.</source>
        <translation>Если это срочно, позвоните им сами по номеру, который вы уже знаете, а не по тому, что дал помощник.</translation>
    </message>
    <message>
        <source>Send report</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Sending…</source>
        <translation>Отправляем…</translation>
    </message>
    <message>
        <source>Something else.</source>
        <translation>Другое.</translation>
    </message>
    <message>
        <source>The server cannot be reached, and your report could not be kept on this computer. Please leave this window open until it is sent.</source>
        <translation>Сервер недоступен, а сохранить ваше сообщение на этом компьютере не удалось. Не закрывайте это окно, пока оно не отправится.</translation>
    </message>
    <message>
        <source>The server cannot be reached. Your report is kept on this computer, and is sent by itself as soon as it can be, also when you start this program again. It is taken for 24 hours.</source>
        <translation>Сервер недоступен. Ваше сообщение сохранено на этом компьютере и отправится само, как только будет можно, в том числе при следующем запуске программы. Его принимают 24 часа.</translation>
    </message>
    <message>
        <source>The server did not take your report: it takes one for 24 hours after the end of a session. Please tell the people who run it yourself.</source>
        <translation>Сервер не принял ваше сообщение: он принимает их 24 часа после конца сеанса. Пожалуйста, обратитесь к тем, кто за него отвечает, сами.</translation>
    </message>
    <message>
        <source>They asked for money or passwords.</source>
        <translation>У меня просили деньги или пароли.</translation>
    </message>
    <message>
        <source>They did something I did not want.</source>
        <translation>Сделали то, чего я не хочу.</translation>
    </message>
    <message>
        <source>What happened, in your own words (you can leave this empty)</source>
        <translation>Что случилось, своими словами (можно не заполнять)</translation>
    </message>
    <message>
        <source>What was wrong?</source>
        <translation>Что было не так?</translation>
    </message>
    <message>
        <source>Your report</source>
        <translation>Ваше сообщение</translation>
    </message>
    <message>
        <source>Your report and the receipt of the session go to the people who run {domain}. Your helper is not shown the report.</source>
        <translation>Ваше сообщение и справка сеанса попадут к тем, кто отвечает за {domain}. Помощнику сообщение не показывают.</translation>
    </message>
    <message>
        <source>Your report has arrived, with the receipt. The people who run {domain} find it marked in their list.</source>
        <translation>Ваше сообщение дошло, вместе со справкой. Те, кто отвечает за {domain}, увидят его отмеченным в своём списке.</translation>
    </message>
</context>
<context>
    <name>RightRow</name>
    <message>
        <source>Ask</source>
        <translation>Попросить</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Отдать</translation>
    </message>
    <message>
        <source>Write below why you ask, then you can</source>
        <translation>Сначала напишите ниже, зачем вы просите</translation>
    </message>
    <message>
        <source>until the session ends</source>
        <translation>до конца сеанса</translation>
    </message>
    <message>
        <source>{left} if not used</source>
        <translation>{left} без использования</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>ещё {minutes} мин</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>ещё {seconds} с</translation>
    </message>
</context>
<context>
    <name>SavedPlace</name>
    <message>
        <source>Saved in {folder}</source>
        <translation>Сохраняются в {folder}</translation>
    </message>
</context>
<context>
    <name>ScreenList</name>
    <message>
        <source>All screens</source>
        <translation>Все экраны</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Попросить</translation>
    </message>
    <message>
        <source>Screen {number}</source>
        <translation>Экран {number}</translation>
    </message>
    <message>
        <source>on hold during the question</source>
        <translation>приостановлено на время вопроса</translation>
    </message>
    <message>
        <source>on hold, paused</source>
        <translation>приостановлено: пауза</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>показан</translation>
    </message>
    <message>
        <source>write above why you ask</source>
        <translation>напишите выше, зачем вы просите</translation>
    </message>
</context>
<context>
    <name>SendQuestion</name>
    <message>
        <source>A folder…</source>
        <translation>Папку…</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>Выбрать файлы…</translation>
    </message>
    <message>
        <source>Choose what you want to send, or drop it here. Nothing is sent before you have seen it.</source>
        <translation>Выберите, что отправить, или перетащите сюда. Ничего не отправится, пока вы не увидите список.</translation>
    </message>
    <message>
        <source>Other files…</source>
        <translation>Другие файлы…</translation>
    </message>
    <message>
        <source>What do you want to send?</source>
        <translation>Что вы хотите отправить?</translation>
    </message>
</context>
<context>
    <name>SessionBar</name>
    <message>
        <source>Allow mouse and keyboard</source>
        <translation>Разрешить мышь и клавиатуру</translation>
    </message>
    <message>
        <source>Clear drawing</source>
        <translation>Стереть рисунок</translation>
    </message>
    <message>
        <source>Drag to move</source>
        <translation>Перетащите, чтобы передвинуть</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Файлы</translation>
    </message>
    <message>
        <source>Give more time</source>
        <translation>Дать ещё время</translation>
    </message>
    <message>
        <source>Move this bar with the arrow keys</source>
        <translation>Передвинуть панель стрелками на клавиатуре</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Show another screen</source>
        <translation>Показать другой экран</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
    <message>
        <source>Switch off to take this back at once.</source>
        <translation>Выключите, чтобы сразу отменить разрешение.</translation>
    </message>
    <message>
        <source>{keys} stops everything</source>
        <translation>{keys} останавливает всё</translation>
    </message>
</context>
<context>
    <name>SessionPage</name>
    <message>
        <source>Ask for more time</source>
        <translation>Попросить ещё время</translation>
    </message>
    <message>
        <source>Ask to see the screen</source>
        <translation>Попросить показать экран</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>Закрыть вкладку</translation>
    </message>
    <message>
        <source>End session</source>
        <translation>Завершить сеанс</translation>
    </message>
    <message>
        <source>End this session? The person will see that you have left.</source>
        <translation>Завершить сеанс? На том компьютере увидят, что вы отключились.</translation>
    </message>
    <message>
        <source>Its time is over in less than a minute: {right}.</source>
        <translation>Меньше чем через минуту закончится время: {right}.</translation>
    </message>
    <message>
        <source>Not used for a while, so it ends in less than a minute: {right}.</source>
        <translation>Давно не используется и закончится меньше чем через минуту: {right}.</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>Остаться</translation>
    </message>
    <message>
        <source>Stop typing</source>
        <translation>Остановить ввод</translation>
    </message>
    <message>
        <source>The line: {words}</source>
        <translation>Связь: {words}</translation>
    </message>
    <message>
        <source>Typing your clipboard: {done} of {total} characters</source>
        <translation>Вводится буфер обмена: {done} из {total} символов</translation>
    </message>
    <message>
        <source>Write why you ask</source>
        <translation>Написать, зачем вы просите</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>About this person</source>
        <translation>Об этом человеке</translation>
    </message>
    <message>
        <source>End session</source>
        <translation>Завершить сеанс</translation>
    </message>
    <message>
        <source>No more than {most} characters fit here.</source>
        <translation>Сюда помещается не больше {most} знаков.</translation>
    </message>
    <message>
        <source>Screens</source>
        <translation>Экраны</translation>
    </message>
    <message>
        <source>The person sees these digits with every question</source>
        <translation>Эти цифры человек видит в каждом вопросе</translation>
    </message>
    <message>
        <source>The person wrote</source>
        <translation>Что написал человек</translation>
    </message>
    <message>
        <source>What you may do</source>
        <translation>Что вам разрешено</translation>
    </message>
    <message>
        <source>Why you ask</source>
        <translation>Зачем вы просите</translation>
    </message>
    <message>
        <source>Why you ask, shown with the question</source>
        <translation>Зачем вы просите: покажем вместе с вопросом</translation>
    </message>
    <message>
        <source>Why you ask, shown with the question. Your organisation&apos;s rules want it.</source>
        <translation>Зачем вы просите: покажем вместе с вопросом. Этого требуют правила вашей организации.</translation>
    </message>
    <message>
        <source>to look at the printer settings</source>
        <translation>посмотреть настройки принтера</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>E-mail address</source>
        <translation>Адрес электронной почты</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Server: {server}</source>
        <translation>Сервер: {server}</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>Показать пароль</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Войти</translation>
    </message>
    <message>
        <source>Sign in to help people</source>
        <translation>Вход для помощников</translation>
    </message>
    <message>
        <source>Sign in with your browser</source>
        <translation>Войти через браузер</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>Вход…</translation>
    </message>
    <message>
        <source>Stay signed in on this computer</source>
        <translation>Оставаться в системе на этом компьютере</translation>
    </message>
    <message>
        <source>The six digits your authenticator app shows now, or one of your recovery codes.</source>
        <translation>Шесть цифр, которые сейчас показывает приложение-аутентификатор, или один из резервных кодов.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Повторить</translation>
    </message>
</context>
<context>
    <name>TabStrip</name>
    <message>
        <source>changed</source>
        <translation>есть новое</translation>
    </message>
    <message>
        <source>not filed</source>
        <translation>итог не записан</translation>
    </message>
</context>
<context>
    <name>TransferCard</name>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Copy the checksum</source>
        <translation>Копировать контрольную сумму</translation>
    </message>
    <message>
        <source>Copy the checksum of {name}</source>
        <translation>Копировать контрольную сумму файла {name}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>Нет файлов</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Пауза</translation>
    </message>
    <message>
        <source>You receive</source>
        <translation>Вы получаете</translation>
    </message>
    <message>
        <source>You send</source>
        <translation>Вы отправляете</translation>
    </message>
</context>
<context>
    <name>TransfersWindow</name>
    <message>
        <source>Files</source>
        <translation>Файлы</translation>
    </message>
    <message>
        <source>Or drop them here. You see the list before anything is sent.</source>
        <translation>Или перетащите их сюда. Перед отправкой вы увидите список.</translation>
    </message>
    <message>
        <source>Send files…</source>
        <translation>Отправить файлы…</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Ctrl+N takes you to this field from everywhere. F1 lists all keys.</source>
        <translation>Ctrl+N ведёт к этому полю откуда угодно. F1 покажет все клавиши.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Клавиши</translation>
    </message>
    <message>
        <source>Menu of {name}</source>
        <translation>Меню: {name}</translation>
    </message>
    <message>
        <source>People you are helping</source>
        <translation>Кому вы помогаете</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>The server cannot be reached; we keep trying. Open sessions go on, new codes have to wait.</source>
        <translation>Сервер недоступен, мы продолжаем попытки. Открытые сеансы не прерываются, новым кодам придётся подождать.</translation>
    </message>
    <message>
        <source>They get it in their program with “I asked for help”. It works once, for ten minutes.</source>
        <translation>Он появляется в их программе после «Это я прошу помощи». Код одноразовый и действует десять минут.</translation>
    </message>
    <message>
        <source>Type the code the person reads to you</source>
        <translation>Введите код, который вам диктуют</translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>%n picture(s)/s</source>
        <translation>
            <numerusform>%n кадр/с</numerusform>
            <numerusform>%n кадра/с</numerusform>
            <numerusform>%n кадров/с</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Durations</name>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n час</numerusform>
            <numerusform>%n часа</numerusform>
            <numerusform>%n часов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n минута</numerusform>
            <numerusform>%n минуты</numerusform>
            <numerusform>%n минут</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n секунда</numerusform>
            <numerusform>%n секунды</numerusform>
            <numerusform>%n секунд</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Marks</name>
    <message>
        <source>delivered</source>
        <translation>доставлено</translation>
    </message>
    <message>
        <source>not delivered</source>
        <translation>не доставлено</translation>
    </message>
    <message>
        <source>not sent yet</source>
        <translation>ещё не отправлено</translation>
    </message>
    <message>
        <source>read</source>
        <translation>прочитано</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>отправлено</translation>
    </message>
</context>
<context>
    <name>_Words</name>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n символ</numerusform>
            <numerusform>%n символа</numerusform>
            <numerusform>%n символов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n файл</numerusform>
            <numerusform>%n файла</numerusform>
            <numerusform>%n файлов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n link(s), special file(s), or unreadable name(s) or folder(s) left out</source>
        <translation>
            <numerusform>пропущен %n объект: ссылка, особый файл либо имя или папка, которые не читаются</numerusform>
            <numerusform>пропущено %n объекта: ссылки, особые файлы либо имена или папки, которые не читаются</numerusform>
            <numerusform>пропущено %n объектов: ссылки, особые файлы либо имена или папки, которые не читаются</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Done, but %n file(s) could not be sent.</source>
        <translation>
            <numerusform>Готово, но %n файл не удалось передать.</numerusform>
            <numerusform>Готово, но %n файла не удалось передать.</numerusform>
            <numerusform>Готово, но %n файлов не удалось передать.</numerusform>
        </translation>
    </message>
    <message>
        <source>Done. Every file was checked.</source>
        <translation>Готово. Каждый файл проверен.</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>Подготовка…</translation>
    </message>
    <message>
        <source>Paused here</source>
        <translation>Приостановлено здесь</translation>
    </message>
    <message>
        <source>Paused on the other computer</source>
        <translation>Приостановлено на другом компьютере</translation>
    </message>
    <message>
        <source>Stopped here</source>
        <translation>Остановлено здесь</translation>
    </message>
    <message>
        <source>Stopped on the other computer</source>
        <translation>Остановлено на другом компьютере</translation>
    </message>
    <message>
        <source>The line was lost. We keep trying, and go on where it stopped.</source>
        <translation>Связь пропала. Мы продолжаем попытки и начнём с того места, где остановились.</translation>
    </message>
    <message>
        <source>The person did not allow it.</source>
        <translation>Человек не разрешил.</translation>
    </message>
    <message>
        <source>Waiting for the answer</source>
        <translation>Ждём ответа</translation>
    </message>
    <message>
        <source>Waiting until your helper takes them</source>
        <translation>Ждём, пока помощник их примет</translation>
    </message>
    <message>
        <source>{count}, together {size}</source>
        <translation>{count}, всего {size}</translation>
    </message>
    <message>
        <source>{count}, {size}</source>
        <translation>{count}, {size}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} из {total}</translation>
    </message>
    <message>
        <source>{duration} left</source>
        <translation>осталось {duration}</translation>
    </message>
    <message>
        <source>{number} B</source>
        <translation>{number} Б</translation>
    </message>
    <message>
        <source>{number} GB</source>
        <translation>{number} ГБ</translation>
    </message>
    <message>
        <source>{number} MB</source>
        <translation>{number} МБ</translation>
    </message>
    <message>
        <source>{number} kB</source>
        <translation>{number} КБ</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>{size} в секунду</translation>
    </message>
</context>
<context>
    <name>clip</name>
    <message>
        <source>Not sent yet: waiting for the program you copied this in…</source>
        <translation>Пока не отправлено: ждём программу, в которой это скопировано…</translation>
    </message>
    <message>
        <source>Not sent: nothing is sent just now. Please press again when you go on.</source>
        <translation>Не отправлено: сейчас ничего не отправляется. Нажмите ещё раз, когда продолжите.</translation>
    </message>
    <message>
        <source>Not sent: please wait a moment, then press again.</source>
        <translation>Не отправлено: подождите немного и нажмите ещё раз.</translation>
    </message>
    <message>
        <source>Not sent: that press seems to come from a program, not from your hand. Please press again.</source>
        <translation>Не отправлено: похоже, кнопку нажала программа, а не вы. Нажмите ещё раз.</translation>
    </message>
    <message>
        <source>Not sent: the other computer could not use what you copied.</source>
        <translation>Не отправлено: другой компьютер не смог принять скопированное.</translation>
    </message>
    <message>
        <source>Not sent: the person has stopped this, or has a question open. Try again later.</source>
        <translation>Не отправлено: человек остановил это или отвечает на вопрос. Попробуйте позже.</translation>
    </message>
    <message>
        <source>Not sent: the picture is larger than {image_limit} or {pixels} million pixels. Copy a part of it, or use a file.</source>
        <translation>Не отправлено: картинка больше {image_limit} или {pixels} млн пикселей. Скопируйте часть или передайте файлом.</translation>
    </message>
    <message>
        <source>Not sent: the picture you copied cannot be read. Copy it again.</source>
        <translation>Не отправлено: скопированная картинка не читается. Скопируйте её ещё раз.</translation>
    </message>
    <message>
        <source>Not sent: the program you copied this in does not answer. Try again in a moment.</source>
        <translation>Не отправлено: программа, в которой это скопировано, не отвечает. Попробуйте ещё раз через минуту.</translation>
    </message>
    <message>
        <source>Not sent: the text is longer than {text_limit}. Copy a part of it, or use a file.</source>
        <translation>Не отправлено: текст больше {text_limit}. Скопируйте часть или передайте файлом.</translation>
    </message>
    <message>
        <source>Not sent: what you copied is marked as a password or another secret.</source>
        <translation>Не отправлено: скопированное помечено как пароль или другой секрет.</translation>
    </message>
    <message>
        <source>On the person&apos;s clipboard now: the picture you copied, {width} by {height}.</source>
        <translation>Теперь в буфере обмена человека: скопированная вами картинка, {width} на {height}.</translation>
    </message>
    <message>
        <source>On the person&apos;s clipboard now: the text you copied, {length}.</source>
        <translation>Теперь в буфере обмена человека: скопированный вами текст, {length}.</translation>
    </message>
    <message>
        <source>Sent to {name}: the picture you copied, {width} by {height}.</source>
        <translation>Отправлена скопированная картинка, {width} на {height}. Получает {name}.</translation>
    </message>
    <message>
        <source>Sent to {name}: the text you copied, {length}.</source>
        <translation>Отправлен скопированный текст, {length}. Получает {name}.</translation>
    </message>
    <message>
        <source>The person sent a picture they copied, {width} by {height}.</source>
        <translation>Человек отправил скопированную картинку, {width} на {height}.</translation>
    </message>
    <message>
        <source>The person sent text they copied, {length}: “{preview}”</source>
        <translation>Человек отправил скопированный текст, {length}: «{preview}»</translation>
    </message>
    <message>
        <source>There is no text and no picture in what you copied.</source>
        <translation>В скопированном нет ни текста, ни картинки.</translation>
    </message>
    <message>
        <source>{name} put a picture on your clipboard, {width} by {height}.</source>
        <translation>{name} помещает картинку в ваш буфер обмена, {width} на {height}.</translation>
    </message>
    <message>
        <source>{name} put text on your clipboard, {length}.</source>
        <translation>{name} помещает текст в ваш буфер обмена, {length}.</translation>
    </message>
</context>
<context>
    <name>consent</name>
    <message>
        <source>Could be sent what was copied: {duration}</source>
        <translation>Разрешалось получать скопированное: {duration}</translation>
    </message>
    <message>
        <source>Could put text and pictures on the clipboard: {duration}</source>
        <translation>Разрешалось помещать текст и картинки в буфер обмена: {duration}</translation>
    </message>
    <message>
        <source>Could receive files: {duration}</source>
        <translation>Разрешалось получать файлы: {duration}</translation>
    </message>
    <message>
        <source>Could see the screen: {duration}</source>
        <translation>Разрешалось видеть экран: {duration}</translation>
    </message>
    <message>
        <source>Could send files: {duration}</source>
        <translation>Разрешалось отправлять файлы: {duration}</translation>
    </message>
    <message>
        <source>Could talk through the computer: {duration}</source>
        <translation>Разрешалось говорить через компьютер: {duration}</translation>
    </message>
    <message>
        <source>Could type commands: {duration}</source>
        <translation>Разрешалось вводить команды: {duration}</translation>
    </message>
    <message>
        <source>Could use the mouse and keyboard: {duration}</source>
        <translation>Разрешалось управлять мышью и клавиатурой: {duration}</translation>
    </message>
    <message>
        <source>Facts about the computer</source>
        <translation>Сведения о компьютере</translation>
    </message>
    <message>
        <source>Get what is copied</source>
        <translation>Получать скопированное</translation>
    </message>
    <message>
        <source>Mouse and keyboard</source>
        <translation>Мышь и клавиатура</translation>
    </message>
    <message>
        <source>Put on the clipboard</source>
        <translation>Помещать в буфер обмена</translation>
    </message>
    <message>
        <source>Read facts about the computer: {duration}</source>
        <translation>Разрешалось читать сведения о компьютере: {duration}</translation>
    </message>
    <message>
        <source>Receive files</source>
        <translation>Получать файлы</translation>
    </message>
    <message>
        <source>Record the screen</source>
        <translation>Записывать экран</translation>
    </message>
    <message>
        <source>Recorded the screen: {duration}</source>
        <translation>Велась запись экрана: {duration}</translation>
    </message>
    <message>
        <source>See the screen</source>
        <translation>Видеть экран</translation>
    </message>
    <message>
        <source>Send files</source>
        <translation>Отправлять файлы</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Разговаривать</translation>
    </message>
    <message>
        <source>Type commands</source>
        <translation>Вводить команды</translation>
    </message>
    <message>
        <source>{name} asks to put text or pictures on your clipboard.</source>
        <translation>{name} просит разрешить помещать текст и картинки в ваш буфер обмена.</translation>
    </message>
    <message>
        <source>{name} asks to read facts about your computer.</source>
        <translation>{name} просит показать сведения о вашем компьютере.</translation>
    </message>
    <message>
        <source>{name} asks to record what is on your screen.</source>
        <translation>{name} просит разрешить запись вашего экрана.</translation>
    </message>
    <message>
        <source>{name} asks to see your screen.</source>
        <translation>{name} просит показать ваш экран.</translation>
    </message>
    <message>
        <source>{name} asks to send you files.</source>
        <translation>{name} просит разрешения отправить вам файлы.</translation>
    </message>
    <message>
        <source>{name} asks to talk with you through the computer.</source>
        <translation>{name} просит разрешить разговор с вами через компьютер.</translation>
    </message>
    <message>
        <source>{name} asks to type commands on your computer.</source>
        <translation>{name} просит разрешить вводить команды на вашем компьютере.</translation>
    </message>
    <message>
        <source>{name} asks to use your mouse and keyboard.</source>
        <translation>{name} просит разрешить управлять мышью и клавиатурой.</translation>
    </message>
    <message>
        <source>{name} asks you for files.</source>
        <translation>{name} просит у&#xa0;вас файлы.</translation>
    </message>
    <message>
        <source>{name} asks you to send text or pictures you copy.</source>
        <translation>{name} просит вас отправлять текст или картинки, которые вы копируете.</translation>
    </message>
</context>
<context>
    <name>console</name>
    <message>
        <source>Another user&apos;s desktop came up over there, so this is off: {right}.</source>
        <translation>Там открылся рабочий стол другого пользователя, поэтому выключено: {right}.</translation>
    </message>
    <message>
        <source>Ask for mouse and keyboard, or give them back</source>
        <translation>Попросить мышь и клавиатуру или вернуть их</translation>
    </message>
    <message>
        <source>Ask to see the screen, or give it back</source>
        <translation>Попросить показать экран или вернуть это право</translation>
    </message>
    <message>
        <source>Asked, waiting for an answer</source>
        <translation>Спросили, ждём ответа</translation>
    </message>
    <message>
        <source>Bring the keyboard back from the picture</source>
        <translation>Вернуть клавиатуру с картинки</translation>
    </message>
    <message>
        <source>Clear the drawing</source>
        <translation>Стереть рисунок</translation>
    </message>
    <message>
        <source>Close an ended tab</source>
        <translation>Закрыть вкладку завершённого сеанса</translation>
    </message>
    <message>
        <source>Connected, nothing is shown yet</source>
        <translation>На связи, экран пока не виден</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Подключение</translation>
    </message>
    <message>
        <source>Connecting to the person&apos;s computer.</source>
        <translation>Подключаемся к компьютеру.</translation>
    </message>
    <message>
        <source>Ctrl and the wheel</source>
        <translation>Ctrl и колесо мыши</translation>
    </message>
    <message>
        <source>Draw a box</source>
        <translation>Нарисовать рамку</translation>
    </message>
    <message>
        <source>Draw an arrow</source>
        <translation>Нарисовать стрелку</translation>
    </message>
    <message>
        <source>Draw freehand</source>
        <translation>Рисовать от руки</translation>
    </message>
    <message>
        <source>End the session</source>
        <translation>Завершить сеанс</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Завершён</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Во весь экран</translation>
    </message>
    <message>
        <source>Go to tab 1 to 9</source>
        <translation>Вкладка с 1 по 9</translation>
    </message>
    <message>
        <source>Go to the picture</source>
        <translation>Перейти к картинке</translation>
    </message>
    <message>
        <source>It was not used for a while, so it is off: {right}.</source>
        <translation>Долго не использовалось, поэтому выключено: {right}.</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Крупнее</translation>
    </message>
    <message>
        <source>Larger or smaller, around the pointer, while the keyboard is here</source>
        <translation>Крупнее или мельче вокруг указателя, пока клавиатура здесь</translation>
    </message>
    <message>
        <source>Leave this off on a computer that other people use as well.</source>
        <translation>Не включайте, если за этим компьютером работают и другие люди.</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>Следующая вкладка</translation>
    </message>
    <message>
        <source>Not allowed</source>
        <translation>Не разрешено</translation>
    </message>
    <message>
        <source>Nothing is shown meanwhile.</source>
        <translation>Пока ничего не показываем.</translation>
    </message>
    <message>
        <source>Nothing is shown until they go on.</source>
        <translation>Экран не виден, пока паузу не снимут.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Выключено</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Включено</translation>
    </message>
    <message>
        <source>On hold during the question</source>
        <translation>Приостановлено на время вопроса</translation>
    </message>
    <message>
        <source>On hold, paused</source>
        <translation>Приостановлено: пауза</translation>
    </message>
    <message>
        <source>On hold, the person is using it</source>
        <translation>Приостановлено: работает сам человек</translation>
    </message>
    <message>
        <source>Paused by the person</source>
        <translation>Пауза, её включили там</translation>
    </message>
    <message>
        <source>Point at something on their screen</source>
        <translation>Показать что-то на том экране</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>Предыдущая вкладка</translation>
    </message>
    <message>
        <source>Put what you copied on their clipboard</source>
        <translation>Поместить скопированное вами в буфер обмена человека</translation>
    </message>
    <message>
        <source>Right Ctrl, Ctrl+Alt+Shift</source>
        <translation>Правый Ctrl, Ctrl+Alt+Shift</translation>
    </message>
    <message>
        <source>Say what you want to look at, then ask.</source>
        <translation>Скажите, что хотите посмотреть, и попросите.</translation>
    </message>
    <message>
        <source>Show or hide the last minute of the line</source>
        <translation>Показать или скрыть последнюю минуту связи</translation>
    </message>
    <message>
        <source>Show or hide the panel</source>
        <translation>Показать или скрыть панель</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Мельче</translation>
    </message>
    <message>
        <source>Talk about it first; then you can ask again.</source>
        <translation>Сначала поговорите об этом, потом можно попросить снова.</translation>
    </message>
    <message>
        <source>The first picture is on its way.</source>
        <translation>Первая картинка уже в пути.</translation>
    </message>
    <message>
        <source>The keyring of this computer does not answer, so your sign-in lasts until you close this window.</source>
        <translation>Связка ключей этого компьютера не отвечает, поэтому вход действует, пока вы не закроете это окно.</translation>
    </message>
    <message>
        <source>The keyring of this computer does not work, so your sign-in lasts until you close this window.</source>
        <translation>Связка ключей этого компьютера не работает, поэтому вход действует, пока вы не закроете это окно.</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked, so your sign-in lasts until you close this window.</source>
        <translation>Связка ключей этого компьютера заблокирована, поэтому вход действует, пока вы не закроете это окно.</translation>
    </message>
    <message>
        <source>The line is silent</source>
        <translation>Связь молчит</translation>
    </message>
    <message>
        <source>The line is silent.</source>
        <translation>Связь молчит.</translation>
    </message>
    <message>
        <source>The person did not allow you to see the screen.</source>
        <translation>Вам не разрешили видеть экран.</translation>
    </message>
    <message>
        <source>The person has paused.</source>
        <translation>На том компьютере включили паузу.</translation>
    </message>
    <message>
        <source>The person has taken this back: {right}.</source>
        <translation>Человек забрал это право: {right}.</translation>
    </message>
    <message>
        <source>The person is answering a question</source>
        <translation>Человек отвечает на вопрос</translation>
    </message>
    <message>
        <source>The person is answering a question.</source>
        <translation>Человек отвечает на вопрос.</translation>
    </message>
    <message>
        <source>The person&apos;s computer was asleep, so this is off: {right}.</source>
        <translation>Компьютер человека был в спящем режиме, поэтому выключено: {right}.</translation>
    </message>
    <message>
        <source>The person&apos;s screen was locked, so this is off: {right}.</source>
        <translation>Экран человека был заблокирован, поэтому выключено: {right}.</translation>
    </message>
    <message>
        <source>The time for it is over: {right}.</source>
        <translation>Время вышло: {right}.</translation>
    </message>
    <message>
        <source>The two programs are making sure that they talk to each other.</source>
        <translation>Две программы проверяют, что говорят именно друг с другом.</translation>
    </message>
    <message>
        <source>This computer has no keyring to keep a sign-in safe, so yours lasts until you close this window.</source>
        <translation>На этом компьютере нет надёжной связки ключей, поэтому вход действует, пока вы не закроете это окно.</translation>
    </message>
    <message>
        <source>This is the last picture. We keep trying; you control nothing until it is back.</source>
        <translation>Это последняя картинка. Мы продолжаем попытки; до возвращения связи управление выключено.</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Этот список</translation>
    </message>
    <message>
        <source>Type a code</source>
        <translation>Ввести код</translation>
    </message>
    <message>
        <source>Type the clipboard as keys</source>
        <translation>Ввести буфер обмена как с клавиатуры</translation>
    </message>
    <message>
        <source>What your keys become: automatic, characters, keys</source>
        <translation>Чем становятся клавиши: авто, символы, клавиши</translation>
    </message>
    <message>
        <source>Whole picture or actual size</source>
        <translation>Картинка целиком или один к одному</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Написать сообщение</translation>
    </message>
    <message>
        <source>Write in the panel why you want to see it, then ask. Your organisation&apos;s rules want a reason.</source>
        <translation>Напишите на панели, зачем вы хотите видеть экран, и попросите. Правила вашей организации требуют причину.</translation>
    </message>
    <message>
        <source>Write why you ask</source>
        <translation>Написать, зачем вы просите</translation>
    </message>
    <message>
        <source>You can still write to the person. An admin of your server can change this.</source>
        <translation>Вы по-прежнему можете писать человеку. Изменить это может администратор вашего сервера.</translation>
    </message>
    <message>
        <source>You do not see this screen yet.</source>
        <translation>Вы пока не видите этот экран.</translation>
    </message>
    <message>
        <source>You see the screen</source>
        <translation>Вы видите экран</translation>
    </message>
    <message>
        <source>You see the screen and can use it</source>
        <translation>Вы видите экран и управляете</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow this</source>
        <translation>Правила вашей организации этого не разрешают</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow you to see screens.</source>
        <translation>Правила вашей организации не разрешают видеть экраны.</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>догоняет</translation>
    </message>
    <message>
        <source>covered</source>
        <translation>закрыто</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>картинка стоит</translation>
    </message>
    <message>
        <source>frozen, the line is silent</source>
        <translation>картинка стоит, связь молчит</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>нет картинки</translation>
    </message>
    <message>
        <source>patchy line</source>
        <translation>связь с потерями</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>пауза</translation>
    </message>
    <message>
        <source>sharp</source>
        <translation>чётко</translation>
    </message>
    <message>
        <source>slow line</source>
        <translation>медленная связь</translation>
    </message>
    <message>
        <source>soft while it moves</source>
        <translation>нечётко, пока движется</translation>
    </message>
    <message>
        <source>{number} Mbit/s</source>
        <translation>{number} Мбит/с</translation>
    </message>
    <message>
        <source>{number} ms</source>
        <translation>{number} мс</translation>
    </message>
</context>
<context>
    <name>console_story</name>
    <message>
        <source>Allowed: {right}.</source>
        <translation>Разрешено: {right}.</translation>
    </message>
    <message>
        <source>Connected.</source>
        <translation>Соединение установлено.</translation>
    </message>
    <message>
        <source>No longer allowed: {right}.</source>
        <translation>Больше не разрешено: {right}.</translation>
    </message>
    <message>
        <source>Not allowed: {right}.</source>
        <translation>Не разрешено: {right}.</translation>
    </message>
    <message>
        <source>The line was silent for {length_ms}.</source>
        <translation>Не было связи: {length_ms}.</translation>
    </message>
    <message>
        <source>The person ended the pause.</source>
        <translation>Там выключили паузу.</translation>
    </message>
    <message>
        <source>The person paused.</source>
        <translation>Там включили паузу.</translation>
    </message>
    <message>
        <source>The person sent a picture they had copied, {width_px} by {height_px}.</source>
        <translation>Человек отправил скопированную картинку, {width_px} на {height_px}.</translation>
    </message>
    <message>
        <source>The person sent text they had copied, {length_chars}.</source>
        <translation>Человек отправил скопированный текст, {length_chars}.</translation>
    </message>
    <message>
        <source>You asked for: {right}.</source>
        <translation>Вы попросили: {right}.</translation>
    </message>
    <message>
        <source>You put a picture on the person&apos;s clipboard, {width_px} by {height_px}.</source>
        <translation>Вы поместили картинку в буфер обмена человека, {width_px} на {height_px}.</translation>
    </message>
    <message>
        <source>You put text on the person&apos;s clipboard, {length_chars}.</source>
        <translation>Вы поместили текст в буфер обмена человека, {length_chars}.</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>A code has only digits.</source>
        <translation>В коде только цифры.</translation>
    </message>
    <message>
        <source>An admin of your server ended this session. Ask there if you do not know why.</source>
        <translation>Администратор вашего сервера завершил этот сеанс. Если вы не знаете почему, спросите у него.</translation>
    </message>
    <message>
        <source>Digits are missing in the code.</source>
        <translation>В коде не хватает цифр.</translation>
    </message>
    <message>
        <source>Digits are missing. Please compare with what the person reads.</source>
        <translation>Не хватает цифр. Сверьте с тем, что вам диктуют.</translation>
    </message>
    <message>
        <source>Go on in your browser: nobody has said yes there yet.</source>
        <translation>Продолжите в браузере: там ещё никто не подтвердил вход.</translation>
    </message>
    <message>
        <source>It took too long to connect. Make a new code and read it again.</source>
        <translation>Подключение заняло слишком много времени. Создайте новый код и назовите его ещё раз.</translation>
    </message>
    <message>
        <source>No screen was found. Please start this program from your desktop, not from a remote console.</source>
        <translation>Экран не найден. Запустите программу с рабочего стола, а не из удалённой консоли.</translation>
    </message>
    <message>
        <source>Nobody said yes in the browser in time, or the server does not know about it any more. Begin again, or use your password.</source>
        <translation>В браузере вовремя никто не подтвердил вход, или сервер о нём больше не знает. Начните заново или войдите с паролем.</translation>
    </message>
    <message>
        <source>Nothing of the person&apos;s screen can be read: you see only black.</source>
        <translation>Экран того компьютера прочитать нельзя: вы видите только чёрное.</translation>
    </message>
    <message>
        <source>On this computer your helper can see but cannot use the mouse and keyboard.</source>
        <translation>На этом компьютере помощник может видеть экран, но не может управлять мышью и клавиатурой.</translation>
    </message>
    <message>
        <source>One digit is wrong or two are swapped. Nothing was sent; ask the person to read the code again.</source>
        <translation>Одна цифра неверна или две переставлены. Ничего не отправлено; попросите назвать код ещё раз.</translation>
    </message>
    <message>
        <source>One digit of the code is wrong.</source>
        <translation>Одна цифра кода неверна.</translation>
    </message>
    <message>
        <source>Somebody has already used this code. Ask the person to make a new one and read it again.</source>
        <translation>Этот код уже кто-то использовал. Попросите создать новый и назвать его.</translation>
    </message>
    <message>
        <source>Somebody has tried to use the same code a second time and was refused. Nothing changes for you; ask the person whether anybody else has the code.</source>
        <translation>Кто-то попытался использовать тот же код второй раз и получил отказ. Для вас ничего не меняется; спросите человека, есть ли код ещё у кого-нибудь.</translation>
    </message>
    <message>
        <source>Somebody has tried to use your code a second time and was refused. If you do not know the helper named here, do not allow anything.</source>
        <translation>Кто-то попытался использовать ваш код второй раз и получил отказ. Если вы не знаете помощника, который здесь назван, ничего не разрешайте.</translation>
    </message>
    <message>
        <source>Somebody in between may have tampered with the connection, so it was closed. Do not go on if this happens again.</source>
        <translation>Возможно, кто-то вмешался в соединение, поэтому оно закрыто. Если это повторится, не продолжайте.</translation>
    </message>
    <message>
        <source>Something answers at {host}, but not as the server we need. Check the address, or ask whoever gave you this program.</source>
        <translation>По адресу {host} отвечает не тот сервер, который нам нужен. Проверьте адрес или спросите того, кто дал вам программу.</translation>
    </message>
    <message>
        <source>Something this program needs is missing on this computer ({detail}).</source>
        <translation>На этом компьютере не хватает того, что нужно программе ({detail}).</translation>
    </message>
    <message>
        <source>Something went wrong ({code}). Please start again.</source>
        <translation>Что-то пошло не так ({code}). Начните заново.</translation>
    </message>
    <message>
        <source>Something went wrong that should not have. Please start again.</source>
        <translation>Произошла непредвиденная ошибка. Начните заново.</translation>
    </message>
    <message>
        <source>That is not an e-mail address. Please check how it is written.</source>
        <translation>Это не адрес электронной почты. Проверьте, как он написан.</translation>
    </message>
    <message>
        <source>That kind of problem is no longer in the list. Please choose another one.</source>
        <translation>Этого вида проблемы больше нет в списке. Пожалуйста, выберите другой.</translation>
    </message>
    <message>
        <source>The certificate file {path} cannot be read.</source>
        <translation>Файл сертификата {path} не читается.</translation>
    </message>
    <message>
        <source>The code has only digits.</source>
        <translation>В коде только цифры.</translation>
    </message>
    <message>
        <source>The code was not used within ten minutes, so it no longer works. Make a new one and read it again.</source>
        <translation>Кодом не воспользовались в течение десяти минут, и он больше не действует. Создайте новый и назовите его ещё раз.</translation>
    </message>
    <message>
        <source>The code was wrong and no longer works. Ask the person to make a new one and read it again.</source>
        <translation>Код неверен и больше не действует. Попросите создать новый и назвать его ещё раз.</translation>
    </message>
    <message>
        <source>The code was wrong, so it no longer works. Make a new one and read it again.</source>
        <translation>Код назван неверно и больше не действует. Создайте новый и назовите его ещё раз.</translation>
    </message>
    <message>
        <source>The connection could not be made. Ask the person for a new code.</source>
        <translation>Подключиться не удалось. Попросите новый код.</translation>
    </message>
    <message>
        <source>The connection did not come about. Ask the person for a new code.</source>
        <translation>Соединение не состоялось. Попросите у человека новый код.</translation>
    </message>
    <message>
        <source>The connection did not come about. Please make a new code.</source>
        <translation>Соединение не состоялось. Создайте, пожалуйста, новый код.</translation>
    </message>
    <message>
        <source>The connection to the person was lost and did not come back.</source>
        <translation>Связь с человеком потеряна и не восстановилась.</translation>
    </message>
    <message>
        <source>The connection was closed because something arrived that does not belong there. Please start again.</source>
        <translation>Соединение закрыто: пришли данные, которых там быть не должно. Начните заново.</translation>
    </message>
    <message>
        <source>The connection was lost and did not come back.</source>
        <translation>Связь потеряна и не восстановилась.</translation>
    </message>
    <message>
        <source>The connection was lost. We keep trying.</source>
        <translation>Связь потеряна. Пробуем восстановить.</translation>
    </message>
    <message>
        <source>The desktop was closed, so the help has ended.</source>
        <translation>Рабочий стол закрыт, поэтому сеанс завершён.</translation>
    </message>
    <message>
        <source>The e-mail address or the password is wrong.</source>
        <translation>Неверный адрес почты или пароль.</translation>
    </message>
    <message>
        <source>The file {file} could not be saved. Please choose another folder. ({detail})</source>
        <translation>Не удалось сохранить файл {file}. Выберите другую папку. ({detail})</translation>
    </message>
    <message>
        <source>The keys that stop everything are taken by another program. Use the Stop button instead.</source>
        <translation>Клавиши экстренной остановки заняты другой программой. Пользуйтесь кнопкой «Остановить».</translation>
    </message>
    <message>
        <source>The other program sent something we do not trust, so the connection was not made. Please start again.</source>
        <translation>Другая программа прислала данные, которым нельзя доверять, поэтому подключения не было. Начните заново.</translation>
    </message>
    <message>
        <source>The other side sent something broken; asking for the picture again.</source>
        <translation>Другая сторона прислала повреждённые данные; запрашиваем изображение заново.</translation>
    </message>
    <message>
        <source>The people who look after this service ended the help. You did nothing wrong. Your helper can no longer see or do anything here.</source>
        <translation>Те, кто отвечает за эту службу, завершили помощь. Вы ничего не сделали не так. Ваш помощник больше ничего здесь не видит и не может.</translation>
    </message>
    <message>
        <source>The person closed the code before the connection was made.</source>
        <translation>Код закрыли раньше, чем установилось соединение.</translation>
    </message>
    <message>
        <source>The person has no key to stop everything; Stop still works.</source>
        <translation>У человека нет клавиш экстренной остановки; кнопка «Остановить» работает.</translation>
    </message>
    <message>
        <source>The person stopped everything with the keys.</source>
        <translation>Всё остановлено клавишами на том компьютере.</translation>
    </message>
    <message>
        <source>The person stopped the help.</source>
        <translation>Сеанс остановлен на том компьютере.</translation>
    </message>
    <message>
        <source>The person&apos;s computer did not answer in time. Ask for a new code.</source>
        <translation>Компьютер не ответил вовремя. Попросите новый код.</translation>
    </message>
    <message>
        <source>The person&apos;s computer does not allow the mouse and keyboard to be used from here.</source>
        <translation>Тот компьютер не позволяет управлять мышью и клавиатурой отсюда.</translation>
    </message>
    <message>
        <source>The person&apos;s computer does not let the program show the screen.</source>
        <translation>Тот компьютер не разрешает программе показывать экран.</translation>
    </message>
    <message>
        <source>The person&apos;s desktop runs on Wayland, where this version cannot show the screen.</source>
        <translation>На том компьютере рабочий стол Wayland, а на нём эта версия не может показать экран.</translation>
    </message>
    <message>
        <source>The person&apos;s desktop was closed: they signed out, or their screen stopped working.</source>
        <translation>Рабочий стол на том компьютере закрыт: из системы вышли, или экран перестал работать.</translation>
    </message>
    <message>
        <source>The person&apos;s screen cannot be read just now.</source>
        <translation>Экран того компьютера сейчас нельзя прочитать.</translation>
    </message>
    <message>
        <source>The person&apos;s screen cannot be read just now. What you see is the last picture.</source>
        <translation>Экран того компьютера сейчас нельзя прочитать. Вы видите последнее изображение.</translation>
    </message>
    <message>
        <source>The person&apos;s screen is locked or its screen saver is on, so you see only black.</source>
        <translation>Экран того компьютера заблокирован, или включена заставка: вы видите только чёрное.</translation>
    </message>
    <message>
        <source>The record on this computer cannot be written ({detail}), so nothing can be allowed. Is the disk full?</source>
        <translation>Не удаётся вести запись на этом компьютере ({detail}), поэтому ничего нельзя разрешить. Возможно, диск заполнен.</translation>
    </message>
    <message>
        <source>The screen could not be read. Your helper sees nothing. Stop and start again if it stays so.</source>
        <translation>Не удаётся прочитать экран. Помощник ничего не видит. Если так и останется, остановите и начните заново.</translation>
    </message>
    <message>
        <source>The screen that was shown is no longer there. Ask to see it again.</source>
        <translation>Экрана, который показывали, больше нет. Попросите показать снова.</translation>
    </message>
    <message>
        <source>The screen that you saw is no longer there. The person is asked whether to show another one.</source>
        <translation>Экрана, который вы видели, больше нет. У человека спрашивают, показать ли другой.</translation>
    </message>
    <message>
        <source>The screen you were showing is no longer there, so nothing is shown any more.</source>
        <translation>Экрана, который вы показывали, больше нет, поэтому ничего не показывается.</translation>
    </message>
    <message>
        <source>The server address cannot be used. Please check how it is written.</source>
        <translation>Адрес сервера использовать нельзя. Проверьте, как он написан.</translation>
    </message>
    <message>
        <source>The server address is not protected, so it is not used. It has to begin with https://.</source>
        <translation>Адрес сервера не защищён, поэтому не используется. Он должен начинаться с https://.</translation>
    </message>
    <message>
        <source>The server cannot write its record just now, so nothing new can be allowed. Please try again soon.</source>
        <translation>Сервер сейчас не может вести запись, поэтому ничего нового разрешить нельзя. Попробуйте чуть позже.</translation>
    </message>
    <message>
        <source>The server did not accept an entry of the record, so nothing new can be allowed.</source>
        <translation>Сервер не принял строку записи, поэтому ничего нового разрешить нельзя.</translation>
    </message>
    <message>
        <source>The server did not allow this. Please start again.</source>
        <translation>Сервер этого не разрешил. Начните заново.</translation>
    </message>
    <message>
        <source>The server did not let this program in. Please start again.</source>
        <translation>Сервер не впустил эту программу. Начните заново.</translation>
    </message>
    <message>
        <source>The server has lost the code from before, so it no longer works. This is a new one. Please read it again.</source>
        <translation>Сервер потерял прежний код, и он больше не действует. Это новый код. Прочитайте его ещё раз, пожалуйста.</translation>
    </message>
    <message>
        <source>The server is busy. Please wait a minute, then try again.</source>
        <translation>Сервер занят. Подождите минуту и попробуйте снова.</translation>
    </message>
    <message>
        <source>The server is restarting. It will be back in a moment.</source>
        <translation>Сервер перезапускается и скоро вернётся.</translation>
    </message>
    <message>
        <source>The server no longer knows this connection. Please start again.</source>
        <translation>Сервер больше не знает об этом подключении. Начните заново.</translation>
    </message>
    <message>
        <source>The server takes nothing more about this session: it does so for 24 hours after the end.</source>
        <translation>Об этом сеансе сервер больше ничего не принимает: он делает это 24 часа после конца.</translation>
    </message>
    <message>
        <source>The server {host} cannot be reached just now. Please leave this page open: we keep trying, and the code stays as it is if the server still has it.</source>
        <translation>Сервер {host} сейчас недоступен. Оставьте, пожалуйста, эту страницу открытой: мы продолжаем попытки, и код останется прежним, если сервер его сохранил.</translation>
    </message>
    <message>
        <source>The server {host} could not prove who it is ({detail}), so nothing was sent. Ask whoever gave you this program: if the server has an authority of its own, they have a file for the option --ca-file.</source>
        <translation>Сервер {host} не смог подтвердить, что это он ({detail}), поэтому ничего не отправлено. Обратитесь к тому, кто дал вам эту программу: если у сервера свой центр сертификации, у него есть файл для параметра --ca-file.</translation>
    </message>
    <message>
        <source>The server {host} could not prove who it is ({detail}), so nothing was sent. Check the date of this computer, or ask whoever gave you this program.</source>
        <translation>Сервер {host} не смог подтвердить, что это он ({detail}), поэтому ничего не отправлено. Проверьте дату на компьютере или спросите того, кто дал вам программу.</translation>
    </message>
    <message>
        <source>The server {host} could not prove who it is ({detail}), so nothing was sent. Check the server&apos;s address, or ask whoever gave you this program.</source>
        <translation>Сервер {host} не смог подтвердить, что это он ({detail}), поэтому ничего не отправлено. Проверьте адрес сервера или обратитесь к тому, кто дал вам эту программу.</translation>
    </message>
    <message>
        <source>The server {host} does not answer. We keep trying.</source>
        <translation>Сервер {host} не отвечает. Пробуем ещё.</translation>
    </message>
    <message>
        <source>The settings of this program cannot be used ({detail}). Ask whoever gave you this program.</source>
        <translation>Настройки программы использовать нельзя ({detail}). Спросите того, кто дал вам программу.</translation>
    </message>
    <message>
        <source>The sign-in was refused in the browser. If that was not you, tell whoever runs the server.</source>
        <translation>В браузере отказали во входе. Если это были не вы, сообщите тому, кто управляет сервером.</translation>
    </message>
    <message>
        <source>The time was over.</source>
        <translation>Время вышло.</translation>
    </message>
    <message>
        <source>The two computers could not reach each other in time. Check the internet connection and start again.</source>
        <translation>Компьютеры не смогли вовремя связаться друг с другом. Проверьте интернет и начните заново.</translation>
    </message>
    <message>
        <source>There are too many digits in the code.</source>
        <translation>В коде слишком много цифр.</translation>
    </message>
    <message>
        <source>There are too many digits. Please compare with what the person reads.</source>
        <translation>Слишком много цифр. Сверьте с тем, что вам диктуют.</translation>
    </message>
    <message>
        <source>There is already a file named {file}. Please choose another name; nothing was changed.</source>
        <translation>Файл с именем {file} уже есть. Выберите другое имя; ничего не изменено.</translation>
    </message>
    <message>
        <source>There is no certificate in the file {path}.</source>
        <translation>В файле {path} нет сертификата.</translation>
    </message>
    <message>
        <source>This code does not exist or has expired. Ask the person to make a new one and read it again.</source>
        <translation>Такого кода нет, или он уже не действует. Попросите создать новый и назвать его ещё раз.</translation>
    </message>
    <message>
        <source>This code does not work any more. Make a new one.</source>
        <translation>Этот код больше не действует. Создайте новый.</translation>
    </message>
    <message>
        <source>This code has expired. Ask the person to make a new one and read it again.</source>
        <translation>Срок действия кода истёк. Попросите создать новый и назвать его ещё раз.</translation>
    </message>
    <message>
        <source>This code is wrong, or its half minute is over. Type the one that shows now. If it is refused again, look whether the clock of your phone is right.</source>
        <translation>Код неверный, или его полминуты истекли. Введите тот, что показан сейчас. Если он снова не подойдёт, проверьте часы телефона.</translation>
    </message>
    <message>
        <source>This code was already used. Make a new one and read it again.</source>
        <translation>Этот код уже использован. Создайте новый и назовите его ещё раз.</translation>
    </message>
    <message>
        <source>This code was used already. Wait for the next one; it comes within half a minute.</source>
        <translation>Этот код уже использован. Дождитесь следующего, он появится через полминуты.</translation>
    </message>
    <message>
        <source>This computer does not let the program show your screen. Allow it in the system settings under privacy, then start again.</source>
        <translation>Компьютер не разрешает программе показывать ваш экран. Разрешите это в настройках системы, в разделе конфиденциальности, и начните заново.</translation>
    </message>
    <message>
        <source>This program is too old or too new for the server {host}. Please install the current version.</source>
        <translation>Версия программы не подходит серверу {host}. Установите текущую версию.</translation>
    </message>
    <message>
        <source>This program was not installed as it should be ({library}). Please install it again.</source>
        <translation>Программа установлена неправильно ({library}). Установите её заново.</translation>
    </message>
    <message>
        <source>Too many attempts. Please wait a moment, then try again.</source>
        <translation>Слишком много попыток. Подождите немного и попробуйте снова.</translation>
    </message>
    <message>
        <source>We cannot reach the server {host}. Check the internet connection, then press Try again.</source>
        <translation>Не удаётся связаться с сервером {host}. Проверьте интернет и нажмите «Повторить».</translation>
    </message>
    <message>
        <source>You are no longer signed in. Please sign in again.</source>
        <translation>Вы больше не в системе. Войдите ещё раз.</translation>
    </message>
    <message>
        <source>You ended the help.</source>
        <translation>Сеанс завершён вами.</translation>
    </message>
    <message>
        <source>You sign in to {host} with a passkey, not with a password. Press “Sign in with your browser”.</source>
        <translation>На {host} вы входите с ключом доступа, а не с паролем. Нажмите «Войти через браузер».</translation>
    </message>
    <message>
        <source>You stopped everything with the keys.</source>
        <translation>Вы остановили всё клавишами.</translation>
    </message>
    <message>
        <source>You stopped the help.</source>
        <translation>Вы остановили помощь.</translation>
    </message>
    <message>
        <source>You were signed out: the time of your sign-in is over, or it was ended. Please sign in again.</source>
        <translation>Вы вышли: время входа истекло, или вход был прекращён. Войдите, пожалуйста, ещё раз.</translation>
    </message>
    <message>
        <source>Your access to the server {host} was taken away, so you are no longer signed in. Ask whoever looks after the accounts there.</source>
        <translation>Ваш доступ к серверу {host} отозван, поэтому вход больше не действует. Обратитесь к тому, кто ведёт там учётные записи.</translation>
    </message>
    <message>
        <source>Your account may not do this. Ask your administrator.</source>
        <translation>Вашей учётной записи это не разрешено. Обратитесь к администратору.</translation>
    </message>
    <message>
        <source>Your account needs a second factor and has none. Ask whoever looks after the accounts of {host} for one.</source>
        <translation>Вашей учётной записи нужен второй фактор, а его нет. Попросите его у того, кто ведёт учётные записи на {host}.</translation>
    </message>
    <message>
        <source>Your account needs the code as well.</source>
        <translation>Для вашей учётной записи нужен ещё и код.</translation>
    </message>
    <message>
        <source>Your desktop runs on Wayland, where this version cannot show the screen. Sign out, choose an Xorg session where you sign in, and start again.</source>
        <translation>Ваш рабочий стол работает на Wayland, где эта версия не может показать экран. Выйдите из системы, при входе выберите сеанс Xorg и начните заново.</translation>
    </message>
    <message>
        <source>Your helper could not be connected. Make a new code and read it again.</source>
        <translation>Не удалось подключить помощника. Создайте новый код и назовите его ещё раз.</translation>
    </message>
    <message>
        <source>Your helper gave up before the connection was made. Make a new code.</source>
        <translation>Помощник отменил подключение. Создайте новый код.</translation>
    </message>
    <message>
        <source>Your helper has finished.</source>
        <translation>Помощник завершил сеанс.</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not allow more sessions at once. End one first, then try again.</source>
        <translation>Правила вашей организации не разрешают больше сеансов одновременно. Сначала завершите один, затем попробуйте снова.</translation>
    </message>
    <message>
        <source>Your organisation&apos;s rules do not let a session begin at this time. An admin of your server knows when.</source>
        <translation>По правилам вашей организации сейчас сеанс начать нельзя. Когда можно, знает администратор вашего сервера.</translation>
    </message>
    <message>
        <source>its certificate is signed by nobody whom this computer trusts</source>
        <translation>его сертификат не подписан никем из тех, кому доверяет этот компьютер</translation>
    </message>
    <message>
        <source>the certificate belongs to another server</source>
        <translation>сертификат выдан другому серверу</translation>
    </message>
    <message>
        <source>the certificate cannot be trusted</source>
        <translation>сертификату нельзя доверять</translation>
    </message>
    <message>
        <source>the certificate has expired</source>
        <translation>срок сертификата истёк</translation>
    </message>
    <message>
        <source>the certificate is not valid yet</source>
        <translation>сертификат ещё не действует</translation>
    </message>
</context>
<context>
    <name>files</name>
    <message>
        <source>More came than was announced, so it was not kept. Please do not go on if this happens again.</source>
        <translation>Пришло больше, чем было объявлено, поэтому файл не сохранён. Если это повторится, не продолжайте.</translation>
    </message>
    <message>
        <source>Nothing can be saved in this folder. Please choose another one.</source>
        <translation>В эту папку ничего нельзя сохранить. Выберите другую.</translation>
    </message>
    <message>
        <source>On this computer files cannot be received yet.</source>
        <translation>На этом компьютере пока нельзя принимать файлы.</translation>
    </message>
    <message>
        <source>That is more than 500 files. Please send fewer, or one archive.</source>
        <translation>Это больше 500 файлов. Отправьте меньше файлов или один архив.</translation>
    </message>
    <message>
        <source>The file came with an error, so it was not kept. Please send it again.</source>
        <translation>Файл пришёл с ошибкой, поэтому он не сохранён. Отправьте его ещё раз.</translation>
    </message>
    <message>
        <source>The file changed after it was chosen. Please send it again.</source>
        <translation>Файл изменился после того, как его выбрали. Отправьте его ещё раз.</translation>
    </message>
    <message>
        <source>The file could not be read. Please check that you may open it.</source>
        <translation>Файл не удалось прочитать. Проверьте, можете ли вы его открыть.</translation>
    </message>
    <message>
        <source>The file could not be saved. Please choose another folder.</source>
        <translation>Файл не удалось сохранить. Выберите другую папку.</translation>
    </message>
    <message>
        <source>The file did not come whole. Please send it again.</source>
        <translation>Файл пришёл не полностью. Отправьте его ещё раз.</translation>
    </message>
    <message>
        <source>The line for the files was lost and did not come back. Please send the rest again.</source>
        <translation>Связь для файлов пропала и не восстановилась. Отправьте остальное ещё раз.</translation>
    </message>
    <message>
        <source>The other computer could not go on. Please send the files again.</source>
        <translation>Другой компьютер не смог продолжить. Отправьте файлы ещё раз.</translation>
    </message>
    <message>
        <source>The person was not asked: your organisation&apos;s rules want a reason. Write why, then send them again.</source>
        <translation>Человека не спросили: правила вашей организации требуют причину. Напишите зачем и отправьте ещё раз.</translation>
    </message>
    <message>
        <source>The question could not be put just now. Please wait for the open question, then send them again.</source>
        <translation>Сейчас задать вопрос нельзя. Дождитесь ответа на открытый вопрос и отправьте файлы ещё раз.</translation>
    </message>
    <message>
        <source>The transfer stopped unexpectedly. Please send the files again.</source>
        <translation>Передача неожиданно остановилась. Отправьте файлы ещё раз.</translation>
    </message>
    <message>
        <source>There is no file to send in what you chose.</source>
        <translation>В том, что вы выбрали, нет файлов для отправки.</translation>
    </message>
    <message>
        <source>There is not enough room on the disk. Please make room, then try again.</source>
        <translation>На диске недостаточно места. Освободите место и попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>There is not enough room on the other computer. Please send fewer or smaller files, or ask your helper to choose another folder.</source>
        <translation>На другом компьютере не хватает места. Пожалуйста, отправьте меньше файлов или файлы поменьше либо попросите помощника выбрать другую папку.</translation>
    </message>
    <message>
        <source>There is not enough room on the other computer. Send fewer or smaller files, or ask the person to choose another folder.</source>
        <translation>На другом компьютере не хватает места. Отправьте меньше файлов или файлы поменьше либо попросите человека выбрать другую папку.</translation>
    </message>
    <message>
        <source>These files are too large to be sent.</source>
        <translation>Эти файлы слишком велики для отправки.</translation>
    </message>
    <message>
        <source>Your helper did not take the files. Please ask them, then send the files again.</source>
        <translation>Помощник не принял файлы. Спросите его и отправьте файлы ещё раз.</translation>
    </message>
</context>
<context>
    <name>replies</name>
    <message>
        <source>Hello, this is {name} from {organisation}. How can I help you?</source>
        <translation>Здравствуйте, это {name}, {organisation}. Чем могу помочь?</translation>
    </message>
    <message>
        <source>I will ask to see your screen now. You can stop it at any time with the red Stop button.</source>
        <translation>Сейчас я попрошу показать ваш экран. Вы можете прекратить это в любой момент красной кнопкой «Остановить».</translation>
    </message>
    <message>
        <source>One moment please, I am looking into it.</source>
        <translation>Одну минуту, пожалуйста, я разбираюсь.</translation>
    </message>
    <message>
        <source>Please compare with me: I see the digits {digits}. Are they the same beside my name in the question?</source>
        <translation>Давайте сверим: я вижу цифры {digits}. Такие же стоят рядом с моим именем в вопросе на вашем экране?</translation>
    </message>
    <message>
        <source>Please save your work and restart the computer. Then open this program again and read me the new code.</source>
        <translation>Пожалуйста, сохраните работу и перезапустите компьютер. Потом снова откройте эту программу и продиктуйте мне новый код.</translation>
    </message>
    <message>
        <source>That is all from my side. Thank you, and have a good day! You can press Stop now.</source>
        <translation>С моей стороны это всё. Спасибо и хорошего дня! Теперь можно нажать «Остановить».</translation>
    </message>
    <message>
        <source>bye</source>
        <translation>пока</translation>
    </message>
    <message>
        <source>digits</source>
        <translation>цифры</translation>
    </message>
    <message>
        <source>hello</source>
        <translation>привет</translation>
    </message>
    <message>
        <source>moment</source>
        <translation>минуту</translation>
    </message>
    <message>
        <source>restart</source>
        <translation>перезапуск</translation>
    </message>
    <message>
        <source>screen</source>
        <translation>экран</translation>
    </message>
</context>
<context>
    <name>screens</name>
    <message>
        <source>All screens</source>
        <translation>Все экраны</translation>
    </message>
    <message>
        <source>Screen {number}</source>
        <translation>Экран {number}</translation>
    </message>
    <message>
        <source>Screen {number} (above)</source>
        <translation>Экран {number} (сверху)</translation>
    </message>
    <message>
        <source>Screen {number} (below)</source>
        <translation>Экран {number} (снизу)</translation>
    </message>
    <message>
        <source>Screen {number} (left)</source>
        <translation>Экран {number} (слева)</translation>
    </message>
    <message>
        <source>Screen {number} (right)</source>
        <translation>Экран {number} (справа)</translation>
    </message>
    <message>
        <source>Screen {number} (the one with this window)</source>
        <translation>Экран {number} (на нём это окно)</translation>
    </message>
    <message>
        <source>Screens {numbers}</source>
        <translation>Экраны {numbers}</translation>
    </message>
</context>
<context>
    <name>session</name>
    <message>
        <source>Another screen was connected. {name} does not see it.</source>
        <translation>Подключён ещё один экран. {name} его не видит.</translation>
    </message>
    <message>
        <source>Not used for a while, so it was switched off: {right}.</source>
        <translation>Давно не использовалось и отключено: {right}.</translation>
    </message>
    <message>
        <source>Nothing of your screen can be read: {name} sees only black.</source>
        <translation>Ваш экран прочитать нельзя: {name} видит только чёрное.</translation>
    </message>
    <message>
        <source>Paused: {name} sees nothing and can do nothing</source>
        <translation>Пауза: {name} ничего не видит и ничем не управляет</translation>
    </message>
    <message>
        <source>Somebody else&apos;s desktop came up here, so this was switched off: {right}.</source>
        <translation>Здесь открылся рабочий стол другого пользователя, поэтому выключено: {right}.</translation>
    </message>
    <message>
        <source>The connection is silent: {name} can do nothing just now</source>
        <translation>Нет связи: {name} сейчас ничем не управляет</translation>
    </message>
    <message>
        <source>The server cannot be reached just now, so nothing new can be allowed. We keep trying.</source>
        <translation>С сервером сейчас нет связи, поэтому ничего нового разрешить нельзя. Пробуем ещё.</translation>
    </message>
    <message>
        <source>The time for it is over, so it was switched off: {right}.</source>
        <translation>Время истекло, и отключено: {right}.</translation>
    </message>
    <message>
        <source>You are using the mouse or keyboard: {name} waits</source>
        <translation>Вы пользуетесь мышью или клавиатурой: {name} ждёт</translation>
    </message>
    <message>
        <source>You did not answer in time, so it was not allowed: {right}.</source>
        <translation>Ответа не было вовремя, поэтому не разрешено: {right}.</translation>
    </message>
    <message>
        <source>Your computer was asleep, so this was switched off: {right}.</source>
        <translation>Ваш компьютер был в спящем режиме, поэтому выключено: {right}.</translation>
    </message>
    <message>
        <source>Your screen is locked or its screen saver is on: {name} sees only black.</source>
        <translation>Ваш экран заблокирован, или включена заставка: {name} видит только чёрное.</translation>
    </message>
    <message>
        <source>Your screen was locked, so this was switched off: {right}.</source>
        <translation>Ваш экран был заблокирован, поэтому выключено: {right}.</translation>
    </message>
    <message>
        <source>picture catching up</source>
        <translation>картинка догоняет</translation>
    </message>
    <message>
        <source>picture on its way</source>
        <translation>картинка в пути</translation>
    </message>
    <message>
        <source>picture sharp</source>
        <translation>картинка чёткая</translation>
    </message>
    <message>
        <source>{name} is connected and sees nothing</source>
        <translation>{name} на связи и ничего не видит</translation>
    </message>
    <message>
        <source>{name} no longer needs it and has given it back: {right}.</source>
        <translation>{name} больше не пользуется этим, и отключено: {right}.</translation>
    </message>
    <message>
        <source>{name} sees your screen</source>
        <translation>{name} видит ваш экран</translation>
    </message>
    <message>
        <source>{name} sees your screen and uses your mouse and keyboard</source>
        <translation>{name} видит экран и управляет мышью и клавиатурой</translation>
    </message>
    <message>
        <source>{name} waits for your answer and sees nothing meanwhile</source>
        <translation>{name} ждёт вашего ответа и пока ничего не видит</translation>
    </message>
</context>
<context>
    <name>story</name>
    <message>
        <source>It could not be written down, so it is not allowed: {right}.</source>
        <translation>Это не удалось записать, поэтому не разрешено: {right}.</translation>
    </message>
    <message>
        <source>It was switched off by itself: {right}.</source>
        <translation>Отключилось само: {right}.</translation>
    </message>
    <message>
        <source>Not answered in time, so not allowed: {right}.</source>
        <translation>Ответа не было вовремя, поэтому не разрешено: {right}.</translation>
    </message>
    <message>
        <source>Paused, because nothing could be written down here.</source>
        <translation>Пауза: здесь не удалось сделать запись.</translation>
    </message>
    <message>
        <source>Something other than your own hand tried to answer yes. It was refused.</source>
        <translation>Кто-то вместо вас пытался ответить «да». Это отклонено.</translation>
    </message>
    <message>
        <source>The connection was silent for {length_ms}.</source>
        <translation>Не было связи: {length_ms}.</translation>
    </message>
    <message>
        <source>The screen you showed is no longer there: {name} can no longer see it.</source>
        <translation>Показанного экрана больше нет: {name} его не видит.</translation>
    </message>
    <message>
        <source>You chose which screens {name} sees.</source>
        <translation>Вы выбрали, какие экраны видит {name}.</translation>
    </message>
    <message>
        <source>You did not allow it: {right}.</source>
        <translation>Вы не разрешили: {right}.</translation>
    </message>
    <message>
        <source>You ended the pause.</source>
        <translation>Вы выключили паузу.</translation>
    </message>
    <message>
        <source>You gave more time for it: {right}.</source>
        <translation>Вы дали на это больше времени: {right}.</translation>
    </message>
    <message>
        <source>You paused.</source>
        <translation>Вы включили паузу.</translation>
    </message>
    <message>
        <source>You sent {name} a picture you had copied, {width_px} by {height_px}.</source>
        <translation>Вы отправили скопированную картинку, {width_px} на {height_px}. Получает {name}.</translation>
    </message>
    <message>
        <source>You sent {name} files: {count}, {total_bytes} together.</source>
        <translation>Вы отправили файлы: {count}, всего {total_bytes}. Получатель: {name}.</translation>
    </message>
    <message>
        <source>You sent {name} text you had copied, {length_chars}.</source>
        <translation>Вы отправили скопированный текст, {length_chars}. Получает {name}.</translation>
    </message>
    <message>
        <source>You sent {name} {file}, {size_bytes}.</source>
        <translation>Вы отправили файл {file}, {size_bytes}. Получатель: {name}.</translation>
    </message>
    <message>
        <source>You took it back: {right}.</source>
        <translation>Вы отменили разрешение: {right}.</translation>
    </message>
    <message>
        <source>{name} asks for: {right}.</source>
        <translation>{name} просит разрешить: {right}.</translation>
    </message>
    <message>
        <source>{name} can no longer see your screen.</source>
        <translation>{name} больше не видит ваш экран.</translation>
    </message>
    <message>
        <source>{name} can no longer use your mouse and keyboard.</source>
        <translation>{name} больше не может управлять мышью и клавиатурой.</translation>
    </message>
    <message>
        <source>{name} can now see your screen.</source>
        <translation>{name} теперь видит ваш экран.</translation>
    </message>
    <message>
        <source>{name} can now use your mouse and keyboard.</source>
        <translation>{name} теперь может управлять мышью и клавиатурой.</translation>
    </message>
    <message>
        <source>{name} is connected.</source>
        <translation>{name} на связи.</translation>
    </message>
    <message>
        <source>{name} is no longer allowed: {right}.</source>
        <translation>{name}: больше не разрешено: {right}.</translation>
    </message>
    <message>
        <source>{name} is now allowed: {right}.</source>
        <translation>{name}: теперь разрешено: {right}.</translation>
    </message>
    <message>
        <source>{name} no longer needs it: {right}.</source>
        <translation>{name} больше не пользуется этим: {right}.</translation>
    </message>
    <message>
        <source>{name} pointed at something or drew on your screen.</source>
        <translation>{name} показывает указкой или рисует на вашем экране.</translation>
    </message>
    <message>
        <source>{name} put a picture on your clipboard, {width_px} by {height_px}.</source>
        <translation>{name} помещает картинку в ваш буфер обмена, {width_px} на {height_px}.</translation>
    </message>
    <message>
        <source>{name} put text on your clipboard, {length_chars}.</source>
        <translation>{name} помещает текст в ваш буфер обмена, {length_chars}.</translation>
    </message>
    <message>
        <source>{name} sent you files: {count}, {total_bytes} together.</source>
        <translation>{name} передаёт вам файлы: {count}, всего {total_bytes}.</translation>
    </message>
    <message>
        <source>{name} sent you {file}, {size_bytes}.</source>
        <translation>{name} передаёт вам файл: {file}, {size_bytes}.</translation>
    </message>
</context>
<context>
    <name>time_left</name>
    <message>
        <source>In less than a minute this is switched off: {right}.</source>
        <translation>Меньше чем через минуту это будет выключено: {right}.</translation>
    </message>
    <message>
        <source>Not used for a while, so it is switched off within a minute: {right}.</source>
        <translation>Давно не используется и в течение минуты будет выключено: {right}.</translation>
    </message>
    <message>
        <source>{right}: on</source>
        <translation>{right}: вкл.</translation>
    </message>
    <message>
        <source>{right}: on, {duration} left</source>
        <translation>{right}: вкл., осталось: {duration}</translation>
    </message>
    <message>
        <source>{right}: on, {duration} left if not used</source>
        <translation>{right}: вкл., без использования осталось: {duration}</translation>
    </message>
</context>
</TS>
