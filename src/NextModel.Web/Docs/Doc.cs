namespace NextModel.Web.Docs;

/// <summary>A document as a page shows it.</summary>
/// <param name="Slug">Its name in the path.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Answer">Its first paragraph as HTML: what the page is about, in short. Empty when it begins with something else.</param>
/// <param name="Body">The rest as HTML.</param>
/// <param name="Headings">Second-level headings, for the list on the page.</param>
/// <param name="IsTranslated">False when the reader asked in a language it does not exist in.</param>
public sealed record Doc(string Slug, string Title, string Answer, string Body, IReadOnlyList<DocHeading> Headings, bool IsTranslated);
