namespace NextModel.Web.Site;

/// <summary>One file a page refers to.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">As it is.</param>
/// <param name="Brotli">Compressed; null where that gains nothing.</param>
public sealed record Asset(string ContentType, byte[] Bytes, byte[]? Brotli);
