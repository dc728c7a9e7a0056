namespace K8sMirror.NodeAgent.Pods;

/// <summary>Why a pod's NIC was not found.</summary>
/// <param name="Absence">What follows from it.</param>
/// <param name="Words">For people.</param>
internal sealed record PodProblem(PodAbsence Absence, string Words)
{
    /// <summary>This one and another of the same pod: the message of the first, and the consequences of both.</summary>
    public PodProblem And(PodProblem other) => this with { Absence = (PodAbsence)Math.Max((int)Absence, (int)other.Absence) };
}
