using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>
/// A page that many tests use one after another, as to open one takes longer than most of them. When it has crashed, or its browser has ended, it is opened anew:
/// that is the end of one test and not of all after it.
/// </summary>
/// <param name="open">Opens it.</param>
public sealed class LastingPage(Func<Task<IPage>> open)
{
    private IPage? _page;
    private bool _hasCrashed;

    private bool HasDied => _page is null || _hasCrashed || _page.Context.Browser is not { IsConnected: true };

    /// <summary>The page, as wide as a desktop.</summary>
    public async Task<IPage> TakeAsync()
    {
        if (HasDied)
        {
            _page = await open();
            _page.Crash += (_, _) => _hasCrashed = true;
            _hasCrashed = false;
        }

        await _page!.SetViewportSizeAsync(1440, 900);
        return _page;
    }

    /// <summary>Looks at something in it; once more in another one when the browser has died of it, which says nothing yet of what is looked at.</summary>
    /// <param name="look">Fails the test when something is wrong.</param>
    /// <param name="hearsConsole">Whether what the page says to the console is an error too, but for an answer of 404.</param>
    public async Task LookAsync(Func<IPage, Task> look, bool hearsConsole)
    {
        try
        {
            await ListenAsync(look, hearsConsole);
        }
        catch (Exception) when (HasDied)
        {
            await ListenAsync(look, hearsConsole);
        }
    }

    private async Task ListenAsync(Func<IPage, Task> look, bool hearsConsole)
    {
        var page = await TakeAsync();
        var errors = new List<string>();
        page.PageError += NoteError;
        page.Console += NoteConsole;
        try
        {
            await look(page);
        }
        finally
        {
            page.PageError -= NoteError;
            page.Console -= NoteConsole;
        }

        errors.ShouldBeEmpty();

        void NoteError(object? sender, string error) => errors.Add(error);

        void NoteConsole(object? sender, IConsoleMessage message)
        {
            if (hearsConsole && message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
            {
                errors.Add(message.Text);
            }
        }
    }
}
