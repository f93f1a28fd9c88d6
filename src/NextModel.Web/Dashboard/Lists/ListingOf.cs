namespace NextModel.Web.Dashboard.Lists;

/// <summary>The same with its rows.</summary>
/// <param name="Path">As for any listing.</param>
/// <param name="Wanted">As for any listing.</param>
/// <param name="Number">As for any listing.</param>
/// <param name="Found">As for any listing.</param>
/// <param name="All">As for any listing.</param>
/// <param name="Items">The rows of the page.</param>
public sealed record Listing<T>(string Path, string Wanted, int Number, int Found, int All, IReadOnlyList<T> Items) : Listing(Path, Wanted, Number, Found, All);
