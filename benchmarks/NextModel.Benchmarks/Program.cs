using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using NextModel.Benchmarks;
using NextModel.Benchmarks.Ledger;
using NextModel.Benchmarks.Pages;

if (args is ["--pages", .. var size])
{
    return await PageBench.RunAsync(size is [var receipts] ? int.Parse(receipts, CultureInfo.InvariantCulture) : 1_000_000);
}

if (args is ["--ledger"])
{
    await LedgerAtSize.RunAsync();
    return 0;
}

// In this process: the generated project of the default toolchain does not know central packages, lock files and our warnings.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(job).WithOptions(ConfigOptions.JoinSummary);
var summaries = BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args.Length > 0 ? args : ["--filter", "*"], config);
var failed = false;
foreach (var report in summaries.SelectMany(summary => summary.Reports))
{
    var benchmark = report.BenchmarkCase.Descriptor.WorkloadMethod;
    var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
    if (!report.Success)
    {
        Console.Error.WriteLine($"bench: {benchmark.Name} did not run to its end");
        failed = true;
    }
    else if (benchmark.GetCustomAttribute<AllocationBudgetAttribute>() is { } budget)
    {
        var isOver = allocated is not { } bytes || bytes > budget.Bytes;
        Console.WriteLine($"{benchmark.Name}: {allocated} B allocated per operation, budget {budget.Bytes} B: {(isOver ? "over" : "within")}");
        failed |= isOver;
    }
}

return failed ? 1 : 0;
