namespace K8sMirror.Bench;

/// <summary>One iperf3 TCP flow through a NIC whose received and sent frames are both mirrored; medians.</summary>
/// <param name="Mirror">The way.</param>
/// <param name="Targets">Tools.</param>
/// <param name="Data">Which way the data goes, as the mirrored NIC sees it: received or sent.</param>
/// <param name="GbitPerSecond">Throughput of the flow itself.</param>
/// <param name="RatioToMirred">That over the throughput with tc + act_mirred whose targets give a sensor frames it can use.</param>
/// <param name="Delivered">Share of the flow's frames that reached the tools, 0 to 1; null where frames at the tools are not wire-sized.</param>
/// <param name="Samples">Each round, in order.</param>
internal sealed record TcpRow(string Mirror, int Targets, string Data, double GbitPerSecond, double? RatioToMirred, double? Delivered, IReadOnlyList<double> Samples);
