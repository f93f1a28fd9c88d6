namespace NextModel.Web.Localization;

/// <summary>A language of the public site with the customs that go with it.</summary>
/// <param name="Id">As in the path: <c>en-GB</c>; <c>en</c> stands at the root and has no prefix.</param>
/// <param name="Language">The <c>lang</c> of the page (BCP 47).</param>
/// <param name="Currency">ISO 4217 code of the currency amounts are shown in where a rate is known.</param>
/// <param name="Name">Its name in itself.</param>
public sealed record Locale(string Id, string Language, string Currency, string Name)
{
    /// <summary>Neutral English, at the root.</summary>
    public static readonly Locale English = new("en", "en", "USD", "English");

    public static readonly Locale British = new("en-GB", "en-GB", "GBP", "English (UK)");

    public static readonly Locale Malay = new("ms-MY", "ms-MY", "MYR", "Bahasa Melayu");

    public static readonly Locale Chinese = new("zh", "zh-CN", "CNY", "中文");

    /// <summary>All of them, as the footer lists them.</summary>
    public static IReadOnlyList<Locale> All { get; } = [British, Malay, Chinese, English];

    /// <summary>What its paths begin with: empty, or <c>/en-GB</c>.</summary>
    public string Prefix => this == English ? "" : "/" + Id;

    /// <summary>A path of the site in this language. <paramref name="path"/> begins with a slash and has no prefix.</summary>
    public string Link(string path) => path == "/" ? (Prefix.Length == 0 ? "/" : Prefix) : Prefix + path;
}
