namespace NextModel.Web.Docs;

/// <summary>A heading that can be linked to.</summary>
/// <param name="Id">Its fragment.</param>
/// <param name="Text">Without markup.</param>
public sealed record DocHeading(string Id, string Text);
