namespace CacheSafety.Tests.Reports;

public sealed class PublishedReportTests
{
    [Fact]
    public async Task Replay_OnTheSite_IsWhatTheCodeMakesToday() => await PublishedReports.HoldAsync("replay", await PublishedReports.ReplayAsync());
}
