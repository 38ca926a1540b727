use keisan::graph;

graph! {
    pub graph G<const B: usize> {
        input x: [B, 4];
        let e = mean(x);
        loss = e;
        output h = loss + 1;
    }
}

fn main() {}
