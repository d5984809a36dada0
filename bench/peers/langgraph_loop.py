"""LangGraph: a graph of two nodes, model and tools."""

from importlib.metadata import version

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition

from bench.peers.common import Task, Tools, Turn, main


def make_turn(task: Task, tools: Tools) -> Turn:
    """The compiled graph, run on the task's messages."""
    node = ToolNode([tools.search_knowledge, tools.collect_compliment, tools.ask_a_person])
    model = ChatOpenAI(model="scripted", base_url=task.model_url, api_key="bench", max_retries=0).bind_tools(
        list(node.tools_by_name.values())
    )

    async def think(state: MessagesState) -> MessagesState:
        return {"messages": [await model.ainvoke(state["messages"])]}

    graph = StateGraph(MessagesState)
    graph.add_node("think", think)
    graph.add_node("tools", node)
    graph.add_edge(START, "think")
    graph.add_conditional_edges("think", tools_condition)
    graph.add_edge("tools", "think")
    loop = graph.compile()

    async def turn() -> str:
        messages = [SystemMessage(task.system)]
        messages += [HumanMessage(text) if role == "user" else AIMessage(text) for role, text in task.history]
        done = await loop.ainvoke({"messages": [*messages, HumanMessage(task.question)]})
        return str(done["messages"][-1].content)

    return turn


if __name__ == "__main__":
    main(f"LangGraph {version('langgraph')}", make_turn)
