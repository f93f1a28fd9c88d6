using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>A slice and its numbers in <c>derived.db</c>.</summary>
/// <param name="Slice">What its receipts have in common.</param>
/// <param name="Number">Its own number.</param>
/// <param name="Total">Number of the slice that stands for the whole project.</param>
/// <param name="Project">Number of its project.</param>
/// <param name="Key">Number of its key.</param>
internal sealed record DerivedSlice(ReceiptSlice Slice, long Number, long Total, long Project, long Key);
