using Microsoft.Playwright;

namespace NextModel.Browser.Tests;

/// <summary>
/// Pictures of what a test saw, for a person who asks for them with <c>NEXTMODEL_PICTURES=1</c>: in <c>artifacts/screenshots</c>, never in the repository.
/// No test goes by them, and taking one can hang in a browser on a busy machine.
/// </summary>
internal static class Screenshots
{
    /// <summary>The tree that tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    private static string Folder => Path.Combine(Root, "artifacts", "screenshots");

    private static bool AreWanted => Environment.GetEnvironmentVariable("NEXTMODEL_PICTURES") == "1";

    public static async Task SaveAsync(IPage page, string name)
    {
        if (!AreWanted)
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        var file = string.Concat(name.Trim('/').Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, (file.StartsWith('-') ? "home" : "") + file + ".png"), FullPage = true });
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "NextModel.slnx")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests run inside the tree they were built from.");
        }

        return directory.FullName;
    }
}
