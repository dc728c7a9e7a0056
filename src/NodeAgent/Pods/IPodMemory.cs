namespace K8sMirror.NodeAgent.Pods;

/// <summary>Keeps what is known of pods' NICs over the agent's restarts.</summary>
internal interface IPodMemory
{
    /// <summary>What an earlier agent saved; empty if there is nothing.</summary>
    PodRecords Load();

    /// <summary>Saves; a failure is logged and does not stop anything.</summary>
    /// <returns>False: try again at the next look.</returns>
    bool Save(PodRecords records);
}
