namespace NextModel.Load.Comparison;

/// <summary>Median and range of a figure over the rounds.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    public static Spread Of(Measurement[][] rounds, Func<Measurement[], double> figure)
    {
        double[] sorted = [.. rounds.Select(figure).Order()];
        var middle = sorted.Length / 2;
        return new Spread(
            sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[0], sorted[^1]);
    }
}
