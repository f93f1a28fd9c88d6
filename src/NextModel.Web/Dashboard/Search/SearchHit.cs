namespace NextModel.Web.Dashboard.Search;

/// <summary>Something that was found, and its page.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Detail">What tells it from others of that name; empty for nothing.</param>
/// <param name="Link">A path of this site.</param>
/// <param name="IsEnglish">True where its name is English on a page in another language.</param>
public sealed record SearchHit(string Name, string Detail, string Link, bool IsEnglish = false);
