using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>A slice and its numbers in <c>derived.db</c>.</summary>
/// <param name="Slice">What its receipts have in common.</param>
/// <param name="Number">Its own number.</param>
/// <param name="Project">Number of its project.</param>
/// <param name="PerProject">Number of the slice that stands for it in the sums per project.</param>
/// <param name="PerModel">Number of the slice that stands for it in the sums per model.</param>
/// <param name="PerKey">Number of the slice that stands for it in the sums per key.</param>
/// <param name="PerOrganization">Number of the slice that stands for its organization.</param>
internal sealed record DerivedSlice(ReceiptSlice Slice, long Number, long Project, long PerProject, long PerModel, long PerKey, long PerOrganization);
