using NextModel.Web.Localization;

namespace NextModel.Web.Docs;

/// <summary>Where the links of a document lead on the site.</summary>
internal static class DocLink
{
    /// <summary>A link between files becomes one between pages; a link to a file that is no document leads nowhere on the site and becomes a fragment.</summary>
    public static string Resolve(string url, Locale locale)
    {
        if (url.Length == 0 || url[0] is '#' or '/' || Uri.TryCreate(url, UriKind.Absolute, out _))
        {
            return url;
        }

        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var (path, fragment) = hash < 0 ? (url, "") : (url[..hash], url[hash..]);
        return path.EndsWith(".md", StringComparison.Ordinal)
            ? locale.Link("/docs/" + Path.GetFileNameWithoutExtension(path)) + fragment
            : "#";
    }
}
