/* SPDX-License-Identifier: MIT */
/*
 * The graph of orders. An edge from A to B says that B was taken while A was held.
 *
 *	A --> B --> C		A task holds C and wants A: is there a way from A to C? There is, so this task,
 *	^           |		together with those that made the edges, can wait in a circle.
 *	`- - - - - -'
 *
 * Each edge is looked at once, when it is first seen, by a breadth-first search: so what is reported is a shortest circle.
 * The edge that would close it is kept aside as reported, and no later search goes along it.
 *
 * Readers that may come again past a waiting writer cannot wait for a reader: the search leaves out paths on which one
 * step ends with such a reader and the next begins with a reader (enum in lockdep_internal.h).
 *
 * Tests: tests/kernel/core/lockdep_test.c, in a DEBUG=1 build.
 */
#ifdef CONFIG_LOCKDEP
#include "lockdep_internal.h"

struct lock_edge lock_edges[MAX_LOCKDEP_ENTRIES];
unsigned int nr_lock_edges;
static unsigned int edges_used = 1; /* below it each is in use or in the list of the free ones */
static u16 free_edges;

/* ---- searching ---- */

static struct lock_node nodes[2 * MAX_LOCKDEP_KEYS];
static unsigned int nr_nodes;
static unsigned int search_id;

/* With any edge is more than with a weak one. */
static void visit(u16 class_idx, bool weak, u16 edge, const struct lock_node *parent)
{
	struct lock_class *class = &lock_classes[class_idx];

	if (class->visited[0] == search_id || (weak && class->visited[1] == search_id))
		return;
	class->visited[weak] = search_id;
	nodes[nr_nodes] = (struct lock_node){ .class_idx = class_idx,
					      .weak = weak,
					      .edge = edge,
					      .parent = parent - nodes };
	nr_nodes++;
}

static void visit_neighbours(const struct lock_node *node, bool forwards)
{
	const struct lock_class *class = &lock_classes[node->class_idx];
	u16 i = forwards ? class->after : class->before;

	while (i) {
		const struct lock_edge *edge = &lock_edges[i];
		unsigned int dep = edge->dep & ~edge->reported;

		if (node->weak)
			dep &= forwards ? DEP_ER | DEP_EN : DEP_SN | DEP_EN;
		if (dep)
			visit(forwards ? edge->to : edge->from,
			      !(dep & (forwards ? DEP_SN | DEP_EN : DEP_ER | DEP_EN)), i, node);
		i = forwards ? edge->next_after : edge->next_before;
	}
}

const struct lock_node *lockdep_search(u16 start, bool weak, bool forwards, lock_match_t match,
				       void *data)
{
	search_id++;
	nr_nodes = 0;
	visit(start, weak, 0, nodes);
	for (unsigned int i = 0; i < nr_nodes; i++) {
		if (match(&nodes[i], data))
			return &nodes[i];
		visit_neighbours(&nodes[i], forwards);
	}
	return NULL;
}

const struct lock_node *lockdep_parent(const struct lock_node *node)
{
	return node == nodes ? NULL : &nodes[node->parent];
}

/* ---- edges ---- */

static struct lock_edge *find_edge(u16 from, u16 to)
{
	for (u16 i = lock_classes[from].after; i; i = lock_edges[i].next_after)
		if (lock_edges[i].to == to)
			return &lock_edges[i];
	return NULL;
}

static struct lock_edge *new_edge(u16 from, u16 to, unsigned long ip)
{
	u16 i = free_edges;

	if (i) {
		free_edges = lock_edges[i].next_before;
	} else if (edges_used < MAX_LOCKDEP_ENTRIES) {
		i = edges_used++;
	} else {
		lockdep_report_full("MAX_LOCKDEP_ENTRIES");
		return NULL;
	}
	lock_edges[i] = (struct lock_edge){ .from = from,
					    .to = to,
					    .next_after = lock_classes[from].after,
					    .next_before = lock_classes[to].before,
					    .stack = lockdep_save_stack(ip) };
	lock_classes[from].after = lock_classes[to].before = i;
	nr_lock_edges++;
	return &lock_edges[i];
}

static void unlink(u16 *link, u16 i, bool after)
{
	while (*link != i)
		link = after ? &lock_edges[*link].next_after : &lock_edges[*link].next_before;
	*link = after ? lock_edges[i].next_after : lock_edges[i].next_before;
}

void lockdep_forget_edges(u16 class_idx)
{
	struct lock_class *class = &lock_classes[class_idx];
	u16 i;

	while ((i = class->after ?: class->before)) {
		unlink(&lock_classes[lock_edges[i].from].after, i, true);
		unlink(&lock_classes[lock_edges[i].to].before, i, false);
		lock_edges[i].next_before = free_edges;
		free_edges = i;
		nr_lock_edges--;
	}
}

/* ---- a lock inside another ---- */

static unsigned int dep_of(const struct held_lock *prev, const struct held_lock *next)
{
	return 1U << (2 * !prev->read + (next->read != 2));
}

/* Back at @prev's class, by a last step that does not let it past. */
static bool is_circle(const struct lock_node *node, void *data)
{
	const struct held_lock *prev = data;

	return node->class_idx == prev->class_idx && (!prev->read || !node->weak);
}

void lockdep_add_order(struct task_struct *curr, struct held_lock *prev, struct held_lock *next)
{
	struct lock_edge *edge = find_edge(prev->class_idx, next->class_idx);
	unsigned int dep = dep_of(prev, next);
	const struct lock_node *circle;
	bool wrong = false;

	if (edge && edge->dep & dep)
		return;
	circle = lockdep_search(next->class_idx, next->read == 2, true, is_circle, prev);
	if (circle) {
		lockdep_report_circle(prev, next, circle);
		wrong = true;
	} else {
		wrong = lockdep_check_irq_order(prev, next);
	}
	if (!edge)
		edge = new_edge(prev->class_idx, next->class_idx, next->acquire_ip);
	if (!edge)
		return;
	edge->dep |= dep;
	if (wrong)
		edge->reported |= dep;
}
#endif
