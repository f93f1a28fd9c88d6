namespace NextModel.Benchmarks;

/// <summary>Most bytes a benchmark may allocate per operation. <c>./bench --micro</c> fails when one allocates more.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AllocationBudgetAttribute(long bytes) : Attribute
{
    public long Bytes => bytes;
}
