using System.Reflection;

namespace NextModel.Browser.Tests;

/// <summary>Scripts from npm that tests run in a page.</summary>
internal static class PageTools
{
    /// <summary>The source of one.</summary>
    public static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
